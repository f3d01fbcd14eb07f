using System.CommandLine;
using Fanout.Cli.Editing;
using Fanout.Ingest.FeedControl;

namespace Fanout.Cli.Feeds;

/// <summary><c>fanout feed list|status|pin|unpin|mute|unmute</c>.</summary>
internal static class FeedControlCommands
{
    public static void AddTo(Command feed, ServerOptions server)
    {
        feed.Subcommands.Add(List(server));
        feed.Subcommands.Add(Status(server));
        feed.Subcommands.Add(Order(server, "pin", "Have a feed be primary for a match, whatever happens to it; needs the role editor"));
        feed.Subcommands.Add(Order(server, "unpin", "Let the policy decide again which feed is primary; needs the role editor"));
        feed.Subcommands.Add(Order(server, "mute", "Have nothing of a feed be seen in a match; needs the role editor"));
        feed.Subcommands.Add(Order(server, "unmute", "Let the policy decide again about a muted feed; needs the role editor"));
    }

    private static Command List(ServerOptions server)
    {
        var json = EditorCommand.JsonOption();
        var command = new Command("list", "List the feeds that the server knows, configured and heard") { json };
        server.CheckFor(command);
        command.SetAction((parsed, cancellation) => EditorCommand.RunAsync(server, parsed, async client =>
        {
            var (list, text) = await client.GetAsync<FeedList>("v1/feeds", cancellation);
            foreach (var line in parsed.GetValue(json) ? [text] : FeedText.Lines(list, client.NowMs))
                Console.WriteLine(line);
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static Command Status(ServerOptions server)
    {
        var match = MatchArgument();
        var json = EditorCommand.JsonOption();
        var command = new Command("status", "Show the feeds of a match: which is primary and why, and how each is doing") { match, json };
        server.CheckFor(command);
        command.SetAction((parsed, cancellation) => EditorCommand.RunAsync(server, parsed, async client =>
        {
            var (feeds, text) = await client.GetAsync<MatchFeeds>(PathOf(parsed.GetRequiredValue(match)), cancellation);
            foreach (var line in parsed.GetValue(json) ? [text] : FeedText.Lines(feeds, client.NowMs))
                Console.WriteLine(line);
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static Command Order(ServerOptions server, string action, string description)
    {
        var match = MatchArgument();
        var feed = new Argument<string>("FEED") { Description = "Name of the feed" };
        var change = new ChangeOptions();
        var command = new Command(action, description) { match, feed };
        change.AddTo(command);
        server.CheckFor(command);
        command.SetAction((parsed, cancellation) => EditorCommand.RunAsync(server, parsed, client =>
        {
            var path = $"{PathOf(parsed.GetRequiredValue(match))}/{Uri.EscapeDataString(parsed.GetRequiredValue(feed))}/{action}";
            var order = new FeedChangeOrder(change.Reason(parsed));
            return new Change<FeedDecision>(path, action, preview => order with { Effect = preview?.Effect }, FeedText.Lines)
            {
                IsSoAlready = static preview => preview.Outcome == FeedText.Unchanged,
            }.MakeAsync(client, change, parsed, cancellation);
        }, cancellation));
        return command;
    }

    private static string PathOf(string match) => $"v1/matches/{Uri.EscapeDataString(match)}/feeds";

    private static Argument<string> MatchArgument() => new("MATCH") { Description = "Id of the match" };
}
