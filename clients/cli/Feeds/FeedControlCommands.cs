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
        var json = JsonOption();
        var command = new Command("list", "List the feeds that the server knows, configured and heard") { json };
        server.CheckFor(command);
        command.SetAction((parsed, cancellation) => RunAsync(server, parsed, async (client, nowMs) =>
        {
            var (list, text) = await client.GetAsync<FeedList>("v1/feeds", cancellation);
            foreach (var line in parsed.GetValue(json) ? [text] : FeedText.Lines(list, nowMs))
                Console.WriteLine(line);
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static Command Status(ServerOptions server)
    {
        var match = MatchArgument();
        var json = JsonOption();
        var command = new Command("status", "Show the feeds of a match: which is primary and why, and how each is doing") { match, json };
        server.CheckFor(command);
        command.SetAction((parsed, cancellation) => RunAsync(server, parsed, async (client, nowMs) =>
        {
            var (feeds, text) = await client.GetAsync<MatchFeeds>(PathOf(parsed.GetRequiredValue(match)), cancellation);
            foreach (var line in parsed.GetValue(json) ? [text] : FeedText.Lines(feeds, nowMs))
                Console.WriteLine(line);
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    /// <summary>Preview first; then the same again, unless readers would see something else by then.</summary>
    private static Command Order(ServerOptions server, string action, string description)
    {
        var match = MatchArgument();
        var feed = new Argument<string>("FEED") { Description = "Name of the feed" };
        var change = new ChangeOptions();
        var command = new Command(action, description) { match, feed };
        change.AddTo(command);
        server.CheckFor(command);
        command.SetAction((parsed, cancellation) => RunAsync(server, parsed, async (client, _) =>
        {
            var path = $"{PathOf(parsed.GetRequiredValue(match))}/{Uri.EscapeDataString(parsed.GetRequiredValue(feed))}/{action}";
            var order = new FeedChangeOrder(change.Reason(parsed));
            var (preview, text) = await client.PostAsync<FeedDecision>($"{path}?dryRun=true", order, requestId: null, cancellation);
            var isJson = parsed.GetValue(change.Json);
            if (!isJson || change.IsDryRun(parsed))
                Print(isJson, text, preview);
            if (change.IsDryRun(parsed))
                return ExitCode.Done;
            if (change.IsWanted(parsed, $"{action} it?") is not { } isWanted)
            {
                await Console.Error.WriteLineAsync("nobody can be asked here: give --yes to do it, or --dry-run to see it only");
                return ExitCode.Usage;
            }
            if (!isWanted)
                return ExitCode.Done;
            var (done, answer) = await client.PostAsync<FeedDecision>(path, order with { Effect = preview.Effect }, requestId: null, cancellation);
            if (isJson)
                Print(isJson, answer, done);
            else
                Console.WriteLine(done.Outcome == FeedText.Unchanged ? "Unchanged." : $"Done: {action}.");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static void Print(bool isJson, string text, FeedDecision decision)
    {
        foreach (var line in isJson ? [text] : FeedText.Lines(decision))
            Console.WriteLine(line);
    }

    private static Task<int> RunAsync(
        ServerOptions server, ParseResult parsed, Func<EditorClient, double, Task<int>> command, CancellationToken cancellation)
    {
        var options = server.Read(parsed);
        return Attempt.RunAsync(options, async () =>
        {
            using var client = new EditorClient(options);
            return await command(client, options.Time.GetUtcNow().ToUnixTimeMilliseconds());
        }, cancellation);
    }

    private static string PathOf(string match) => $"v1/matches/{Uri.EscapeDataString(match)}/feeds";

    private static Argument<string> MatchArgument() => new("MATCH") { Description = "Id of the match" };

    private static Option<bool> JsonOption() => new("--json") { Description = "Print JSON, one value a line" };
}
