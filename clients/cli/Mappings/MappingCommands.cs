using System.CommandLine;
using System.Security.Cryptography;
using Fanout.Cli.Editing;
using Fanout.Ingest.Identity.Editing;

namespace Fanout.Cli.Mappings;

/// <summary><c>fanout mapping list|confirm|reject|move</c>.</summary>
internal static class MappingCommands
{
    private const string Path = "v1/mappings";
    private const int RequestIdLength = 32; // 128 bits

    public static Command Create(ServerOptions server) => new("mapping", "See and decide which match feeds' names stand for")
    {
        List(server),
        Decide(server, "confirm", "A name is of this match", MatchArgument(isNeeded: false)),
        Decide(server, "reject", "A name is not of this match, and is not proposed to be again", MatchArgument(isNeeded: false)),
        Decide(
            server, "move", "Take a name from the match that it was mapped to, and give it to this one; to ID, for a match of its own",
            MatchArgument(isNeeded: true)),
    };

    private static Command List(ServerOptions server)
    {
        var open = new Option<bool>("--open") { Description = "Only names of which something is proposed, with what was compared" };
        var feed = new Option<string?>("--feed") { Description = "Only of this feed", HelpName = "NAME" };
        var match = new Option<string?>("--match") { Description = "Only those that are, or may be, of this match", HelpName = "ID" };
        var sport = new Option<string?>("--sport") { Description = "Only of this sport", HelpName = "S" };
        var limit = new Option<int>("--limit") { Description = "At most so many, 1 to 500", HelpName = "N", DefaultValueFactory = static _ => 100 };
        var json = new Option<bool>("--json") { Description = "Print JSON, one value a line" };
        var command = new Command("list", "List what is proposed, then what is mapped") { open, feed, match, sport, limit, json };
        server.CheckFor(command);
        command.SetAction((parsed, cancellation) => RunAsync(server, parsed, async client =>
        {
            var isOpen = parsed.GetValue(open);
            var query = new (string Name, string? Value)[]
            {
                ("open", isOpen ? "true" : null), ("feed", parsed.GetValue(feed)),
                ("match", parsed.GetValue(match)), ("sport", parsed.GetValue(sport)),
            };
            var filter = string.Concat(query.Where(static one => one.Value is not null)
                .Select(static one => $"&{one.Name}={Uri.EscapeDataString(one.Value!)}"));
            var (list, text) = await client.GetAsync<MappingList>($"{Path}?limit={parsed.GetValue(limit)}{filter}", cancellation);
            foreach (var line in parsed.GetValue(json) ? [text] : MappingText.Lines(list, isOpen))
                Console.WriteLine(line);
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    /// <summary>Preview first; then the same again, unless its effect would be another one by then.</summary>
    private static Command Decide(ServerOptions server, string action, string description, Argument<string?> match)
    {
        var feed = new Argument<string>("FEED") { Description = "The feed" };
        var id = new Argument<string>("ID") { Description = "What it calls the match" };
        var change = new ChangeOptions();
        var command = new Command(action, description + "; needs the role editor") { feed, id, match };
        change.AddTo(command);
        server.CheckFor(command);
        command.SetAction((parsed, cancellation) => RunAsync(server, parsed, async client =>
        {
            var order = new MappingOrder(
                parsed.GetRequiredValue(feed), parsed.GetRequiredValue(id), parsed.GetValue(match), change.Reason(parsed));
            var request = RandomNumberGenerator.GetHexString(RequestIdLength, lowercase: true);
            var (preview, text) = await client.PostAsync<MappingChange>($"{Path}/{action}?dryRun=true", order, request, cancellation);
            var isJson = parsed.GetValue(change.Json);
            if (!isJson || change.IsDryRun(parsed))
                Print(isJson, text, preview);
            if (change.IsDryRun(parsed))
                return ExitCode.Done;
            if (preview.Effect.Length > 0)
            {
                if (change.IsWanted(parsed, $"{action} it?") is not { } isWanted)
                {
                    await Console.Error.WriteLineAsync("nobody can be asked here: give --yes to do it, or --dry-run to see it only");
                    return ExitCode.Usage;
                }
                if (!isWanted)
                    return ExitCode.Done;
            }
            var (done, answer) = await client.PostAsync<MappingChange>(
                $"{Path}/{action}", order with { Match = preview.Match, Effect = preview.Effect }, request, cancellation);
            if (isJson)
                Print(isJson, answer, done);
            else
                Console.WriteLine($"Done: {action}.");
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static void Print(bool isJson, string text, MappingChange change)
    {
        foreach (var line in isJson ? [text] : MappingText.Lines(change))
            Console.WriteLine(line);
    }

    private static Task<int> RunAsync(
        ServerOptions server, ParseResult parsed, Func<EditorClient, Task<int>> command, CancellationToken cancellation)
    {
        var options = server.Read(parsed);
        return Attempt.RunAsync(options, async () =>
        {
            using var client = new EditorClient(options);
            return await command(client);
        }, cancellation);
    }

    private static Argument<string?> MatchArgument(bool isNeeded) => new("MATCH")
    {
        Description = isNeeded ? "Our id of the match" : "Our id of the match; may be left out where one alone is proposed",
        Arity = isNeeded ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne,
    };
}
