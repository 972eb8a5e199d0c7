package com.acme;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;

@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "destinationLookup", propertyValue = "java:/jms/queue/ask"),
      @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue")
    })
public class Replier implements MessageListener {
  @Inject
  @JMSConnectionFactory("java:/JmsXA")
  JMSContext context;

  @Override
  public void onMessage(Message message) {
    try {
      String text = ((TextMessage) message).getText();
      TextMessage answer = context.createTextMessage("{\"echo\": \"" + text + "\"}");
      answer.setJMSCorrelationID(message.getJMSCorrelationID());
      context.createProducer().send(message.getJMSReplyTo(), answer);
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }
}
