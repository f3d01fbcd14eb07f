using System.CommandLine;

namespace Fanout.Perf.Nodes;

/// <summary><c>node</c>: our own server, commanded by standard input.</summary>
internal static class NodeCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Port on loopback", Required = true };
        var topics = new Option<int>("--topics") { Description = "Matches to make up", DefaultValueFactory = _ => 1 };
        var bytes = new Option<int>("--bytes") { Description = "Bytes of a frame", DefaultValueFactory = _ => 98 };
        var set = new Option<string[]>("--set") { Description = "A setting of the server, NAME=VALUE" };
        var command = new Command("node", "Runs a delivery node on matches that are made up")
        {
            port, topics, bytes, set,
        };
        command.SetAction(parsed => NodeHost.RunAsync(
            parsed.GetValue(port), parsed.GetValue(topics), parsed.GetValue(bytes), parsed.GetValue(set) ?? []));
        return command;
    }
}
