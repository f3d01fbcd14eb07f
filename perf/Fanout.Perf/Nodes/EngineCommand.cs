using System.CommandLine;

namespace Fanout.Perf.Nodes;

/// <summary><c>engine</c>: delivery without sockets, in a process of its own so that its memory is its own.</summary>
internal static class EngineCommand
{
    public static Command Create()
    {
        var connections = new Option<int>("--connections") { Description = "Connections", Required = true };
        var topics = new Option<int>("--topics")
        {
            Description = "Topics beside the one that all read",
            DefaultValueFactory = _ => 2000,
        };
        var command = new Command("engine", "Measures delivery to connections that discard") { connections, topics };
        command.SetAction(parsed =>
        {
            var topicCount = parsed.GetValue(topics);
            using var engine = new Engine(topicCount + 1);
            new EngineRun(engine, parsed.GetValue(connections), topicCount).Run();
        });
        return command;
    }
}
