package org.espalier.api.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.espalier.event.EventLog.Row;
import org.espalier.event.EventPosition;
import org.junit.jupiter.api.Test;

class EventFrameTest {
  @Test
  void hasIdNameAndDataOnALineEach() {
    Row row =
        new Row(
            17,
            Rows.RUN,
            "[{\"type\":\"task.failed\",\"tree_id\":\""
                + Rows.TREE
                + "\",\"error\":\"two\\nlines, \\u00e4\\r\"},{\"type\":\"run.ended\",\"tree_id\":\""
                + Rows.TREE
                + "\"}]");

    List<EventFrame> frames = EventFrame.of(row);

    assertThat(new String(frames.get(0).bytes(), StandardCharsets.UTF_8))
        .isEqualTo(
            "id: 17-0\nevent: task.failed\ndata: {\"type\":\"task.failed\",\"tree_id\":\""
                + Rows.TREE
                + "\",\"error\":\"two\\nlines, ä\\r\"}\n\n");
    assertThat(frames.get(1).position()).isEqualTo(new EventPosition(17, 1));
    assertThat(frames).extracting(EventFrame::endsRun).containsExactly(false, true);
  }
}
