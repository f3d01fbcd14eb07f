using Fanout.Build;

namespace Build.Tests;

public sealed class TargetGraphTests
{
    [Fact]
    public void Dependencies_come_first_in_the_order_in_which_they_are_listed_and_none_twice()
    {
        var graph = Graph(
            ("restore", []),
            ("build", ["restore"]),
            ("unit", ["build"]),
            ("format", ["restore"]),
            ("test", ["format", "unit"]));

        Assert.Equal(["restore", "format", "build", "unit", "test"], Order(graph, "test"));
    }

    [Fact]
    public void Targets_that_are_asked_for_together_run_once_in_the_order_asked()
    {
        var graph = Graph(("restore", []), ("build", ["restore"]), ("publish", ["restore"]));

        Assert.Equal(["restore", "publish", "build"], Order(graph, "publish", "build", "publish"));
    }

    [Fact]
    public void An_unknown_target_is_named_together_with_those_that_there_are()
    {
        var refusal = Assert.Throws<InvalidUsageException>(() => Order(Graph(("build", []), ("test", [])), "biuld"));

        Assert.Equal("there is no target 'biuld'; the targets are build, test", refusal.Message);
    }

    [Fact]
    public void An_unknown_dependency_is_named_together_with_the_target_that_wants_it()
    {
        var refusal = Assert.Throws<InvalidUsageException>(() => Order(Graph(("build", ["restore"])), "build"));

        Assert.Equal("there is no target 'restore', which 'build' depends on; the targets are build", refusal.Message);
    }

    [Fact]
    public void A_circle_is_refused_and_shown_without_the_way_that_led_into_it()
    {
        var graph = Graph(("all", ["a"]), ("a", ["b"]), ("b", ["c"]), ("c", ["a"]));

        var refusal = Assert.Throws<InvalidUsageException>(() => Order(graph, "all"));

        Assert.Equal("targets depend on each other in a circle: a → b → c → a", refusal.Message);
    }

    [Fact]
    public void The_description_lists_every_target_with_what_runs_before_it()
    {
        var description = Graph(("build", []), ("unit", ["build"])).Describe();

        Assert.Equal(["build  does build", "unit   does unit (after build)", ""], description.Split(Environment.NewLine));
    }

    private static TargetGraph Graph(params (string Name, string[] DependsOn)[] targets)
    {
        var graph = new TargetGraph();
        foreach (var (name, dependsOn) in targets)
        {
            graph.Add(new Target(name, $"does {name}", dependsOn, () => Task.CompletedTask));
        }

        return graph;
    }

    private static IEnumerable<string> Order(TargetGraph graph, params string[] names) =>
        graph.Order(names).Select(target => target.Name);
}
