using System.CommandLine;
using Fanout.Perf.Driving;

namespace Fanout.Perf.Logs;

/// <summary><c>push</c>: a feed, commanded by standard input.</summary>
internal static class PushCommand
{
    public const int LinesMaxUsual = 500;

    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Port of the server on loopback", Required = true };
        var matches = new Option<int>("--matches") { Description = "Matches", DefaultValueFactory = _ => 100 };
        var skew = new Option<Skew>("--skew") { Description = "How events spread over them" };
        var lines = new Option<int>("--lines")
        {
            Description = "Events of a request at most",
            DefaultValueFactory = _ => LinesMaxUsual,
        };
        var command = new Command("push", "Pushes events to a server over HTTP") { port, matches, skew, lines };
        command.SetAction(async (parsed, _) =>
        {
            var traffic = new FeedTraffic(parsed.GetValue(skew), parsed.GetValue(matches));
            using var feed = new FeedPublisher(parsed.GetValue(port), traffic, parsed.GetValue(lines));
            await feed.OpenAsync();
            new CommandLoop(feed).Run();
        });
        return command;
    }
}
