package org.espalier.tree.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.espalier.json.Json;
import org.espalier.json.field.InvalidRequestException;
import org.espalier.settings.EspalierSettings;
import org.espalier.tree.NewTree;
import org.espalier.tree.OriginType;
import org.espalier.tree.StoredTask;
import org.espalier.tree.Task;
import org.espalier.tree.TaskStatus;
import org.espalier.tree.submission.TreeCopier.Fate;
import org.espalier.tree.submission.TreeCopier.Part;
import org.junit.jupiter.api.Test;

// #19
class TreeCopierTest {
  private static final UUID ROOT = new UUID(0, 1);
  private static final UUID A = new UUID(0, 2);
  private static final UUID B = new UUID(0, 3);

  private final TreeCopier copier =
      new TreeCopier(EspalierSettings.defaults(), Clock.fixed(StoredTask.CREATED, ZoneOffset.UTC));

  private static Task a(TaskStatus status, String result) {
    return new StoredTask(ROOT, A, "a")
        .inputs("{\"x\":1}")
        .state("parentId", ROOT)
        .state("status", status)
        .state("result", result)
        .build();
  }

  private static StoredTask b(String inputs, boolean required) {
    return new StoredTask(ROOT, B, "b")
        .inputs(inputs.replace('\'', '"'))
        .dependsOn(A, required)
        .state("parentId", ROOT);
  }

  private Task copy(Fate fate, Task a, Task b, Task... copied) {
    Task root = new StoredTask(ROOT, ROOT, "r").build();
    List<Part> parts = List.of(copied).stream().map(task -> new Part(task, fate)).toList();
    NewTree made = copier.copy(List.of(root, a, b), parts, copied[0], Json.object());
    return made.tasks().get(made.tasks().size() - 1);
  }

  private Task alone(Task a, Task b) {
    return copy(Fate.PENDING, a, b, b);
  }

  @Test
  void aReferenceToADroppedDependencyBecomesItsValue() {
    Task a = a(TaskStatus.COMPLETED, "{\"n\":[4,5],\"t\":\"${q}\"}");
    Task b =
        b("{'one':'${a.n[1]}','text':'<${a.n}>','raw':'${a.t}','all':'$${a.n}'}", true).build();
    Task copy = alone(a, b);
    assertThat(copy.dependencies()).isEmpty();
    assertThat(Json.read(copy.inputs()))
        .isEqualTo(
            Json.read(
                "{'one':5,'text':'<[4,5]>','raw':'$${q}','all':'$${a.n}'}".replace('\'', '"')));
  }

  @Test
  void aReferenceToACopiedDependencyStays() {
    Task a = a(TaskStatus.COMPLETED, "{\"n\":4}");
    Task b = b("{'n':'${a.n}'}", true).build();
    Task copy = copy(Fate.PENDING, a, b, a, b);
    assertThat(copy.inputs()).isEqualTo("{\"n\":\"${a.n}\"}");
    assertThat(copy.dependencies()).hasSize(1);
  }

  @Test
  void aReferenceToAResultThatIsNotThereIsRefused() {
    Task b = b("{'n':'${a.n}'}", true).build();
    for (Task a : List.of(a(TaskStatus.FAILED, null), a(TaskStatus.COMPLETED, "{\"m\":1}"))) {
      assertThatThrownBy(() -> alone(a, b))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("Task 'b' refers to '${a.n}', and task 'a' is not copied");
    }
  }

  @Test
  void anOptionalDependencyThatFailedIsNull() {
    Task copy = alone(a(TaskStatus.FAILED, null), b("{'n':'${a.n}'}", false).build());
    assertThat(copy.inputs()).isEqualTo("{\"n\":null}");
  }

  @Test
  void aConditionOnADroppedDependencyIsRefused() {
    Task b = b("{}", true).runIf("{\"value\":\"${a.n}\",\"op\":\"eq\",\"to\":1}").build();
    assertThatThrownBy(() -> alone(a(TaskStatus.COMPLETED, "{\"n\":1}"), b))
        .isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void aLinkKeepsWhatItsOriginalWasGivenAndGave() {
    Task a = a(TaskStatus.COMPLETED, "{\"n\":4}");
    Task link = copy(Fate.LINK, a, b("{}", true).build(), a);
    assertThat(link.origin()).isEqualTo(OriginType.LINK);
    assertThat(link.originalTaskId()).contains(A);
    StoredTask.withState(
        a, java.util.Map.of("status", TaskStatus.PENDING, "inputs", "{\"x\":2}", "result", "{}"));
    assertThat(link.status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(link.inputs()).isEqualTo("{\"x\":1}");
    assertThat(link.result()).contains("{\"n\":4}");
    Task again = copy(Fate.LINK, link, b("{}", true).build(), link);
    assertThat(again.originalTaskId()).contains(A);
  }
}
