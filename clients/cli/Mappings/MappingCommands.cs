using System.CommandLine;
using Fanout.Cli.Editing;
using Fanout.Ingest.Identity.Editing;

namespace Fanout.Cli.Mappings;

/// <summary><c>fanout mapping list|confirm|reject|move</c>.</summary>
internal static class MappingCommands
{
    private const string Path = "v1/mappings";

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
        var json = EditorCommand.JsonOption();
        var command = new Command("list", "List what is proposed, then what is mapped") { open, feed, match, sport, limit, json };
        server.CheckFor(command);
        command.SetAction((parsed, cancellation) => EditorCommand.RunAsync(server, parsed, async client =>
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

    private static Command Decide(ServerOptions server, string action, string description, Argument<string?> match)
    {
        var feed = new Argument<string>("FEED") { Description = "The feed" };
        var id = new Argument<string>("ID") { Description = "What it calls the match" };
        var change = new ChangeOptions();
        var command = new Command(action, description + "; needs the role editor") { feed, id, match };
        change.AddTo(command);
        server.CheckFor(command);
        command.SetAction((parsed, cancellation) => EditorCommand.RunAsync(server, parsed, client =>
        {
            var order = new MappingOrder(
                parsed.GetRequiredValue(feed), parsed.GetRequiredValue(id), parsed.GetValue(match), change.Reason(parsed));
            return new Change<MappingChange>(
                $"{Path}/{action}", action,
                preview => preview is null ? order : order with { Match = preview.Match, Effect = preview.Effect }, MappingText.Lines)
            {
                IsSoAlready = static preview => preview.Effect.Length == 0,
            }.MakeAsync(client, change, parsed, cancellation);
        }, cancellation));
        return command;
    }

    private static Argument<string?> MatchArgument(bool isNeeded) => new("MATCH")
    {
        Description = isNeeded ? "Our id of the match" : "Our id of the match; may be left out where one alone is proposed",
        Arity = isNeeded ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne,
    };
}
