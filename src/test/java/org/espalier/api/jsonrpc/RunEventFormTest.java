package org.espalier.api.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.espalier.api.feed.EventFrame;
import org.espalier.event.EventPosition;
import org.espalier.json.Json;
import org.espalier.tree.StoredTask;
import org.espalier.tree.TaskStatus;
import org.junit.jupiter.api.Test;

class RunEventFormTest {
  private static final UUID ROOT = new UUID(0, 1);
  private static final UUID TASK = new UUID(0, 2);

  private final RunEventForm form =
      new RunEventForm(
          ROOT,
          ids ->
              List.of(
                  new StoredTask(ROOT, TASK, "t")
                      .state("status", TaskStatus.COMPLETED)
                      .state("result", "{\"n\":1}")
                      .build()));

  private static EventFrame event(String type, String fields) {
    JsonNode json =
        Json.read(
            ("{'type':'%s','task_id':'%s','at':'2026-11-25T00:00:00.000000Z',%s}"
                    .formatted(type, TASK, fields))
                .replace('\'', '"'));
    return new EventFrame(EventPosition.START, ROOT, type, json, new byte[0]);
  }

  private String shown(EventFrame... events) {
    StringBuilder text = new StringBuilder();
    form.of(List.of(events))
        .forEach(bytes -> text.append(new String(bytes, StandardCharsets.UTF_8)));
    return text.toString()
        .replace('"', '\'')
        .replace(TASK.toString(), "TASK")
        .replace(ROOT.toString(), "ROOT")
        .replace(",'timestamp':'2026-11-25T00:00:00.000000Z'", "");
  }

  @Test
  void tasksHaveTheTypesOfTheProtocol() {
    assertThat(shown(event("task.started", "'status':'in_progress'")))
        .isEqualTo("data: {'type':'task_start','task_id':'TASK','status':'in_progress'}\n\n");
    assertThat(
            shown(event("task.progress", "'status':'in_progress','progress':0.5,'message':'half'")))
        .isEqualTo(
            "data: {'type':'progress','task_id':'TASK','status':'in_progress','progress':0.5,'message':'half'}\n\n");
    assertThat(shown(event("task.completed", "'status':'completed'")))
        .isEqualTo(
            "data: {'type':'task_completed','task_id':'TASK','status':'completed','progress':1.0,'result':{'n':1}}\n\n");
    assertThat(shown(event("task.failed", "'status':'failed','error':'no'")))
        .isEqualTo(
            "data: {'type':'task_failed','task_id':'TASK','status':'failed','error':'no'}\n\n");
    assertThat(shown(event("task.cancelled", "'status':'cancelled','error':'no'")))
        .contains("task_cancelled");
    assertThat(shown(event("task.retrying", "'status':'pending','progress':0.0,'error':'once'")))
        .contains("'type':'progress'", "made again: once");
  }

  @Test
  void theEndIsFinalAndTheRunsOtherEventsAreNotShown() {
    assertThat(
            shown(
                event("run.started", "'status':'running'"),
                event("run.paused", "'status':'paused'")))
        .isEmpty();
    assertThat(shown(event("run.ended", "'status':'failed','progress':0.5")))
        .isEqualTo(
            "data: {'type':'final','task_id':'ROOT','status':'failed','result':{'progress':0.5},'error':'Task tree execution failed','final':true}\n\n"
                + "data: {'type':'stream_end','task_id':'ROOT'}\n\n");
    assertThat(shown(event("run.ended", "'status':'completed','progress':1.0")))
        .contains("'error':null", "'final':true");
  }
}
