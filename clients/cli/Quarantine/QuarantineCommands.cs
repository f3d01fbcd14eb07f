using System.CommandLine;
using Fanout.Cli.Editing;
using Fanout.Ingest.Quarantine;

namespace Fanout.Cli.Quarantine;

/// <summary><c>fanout quarantine list|show|force|drop</c>.</summary>
internal static class QuarantineCommands
{
    private const string Path = "v1/quarantine";

    public static Command Create(ServerOptions server) => new("quarantine", "See and decide what feeds sent and no rule allowed")
    {
        List(server),
        Show(server),
        Decide(server, "force", "Apply an event although a rule refused it; needs the role senior"),
        Decide(server, "drop", "Hold it no longer; the log keeps it; needs the role editor"),
    };

    private static Command List(ServerOptions server)
    {
        var match = new Option<string?>("--match") { Description = "Only of this match", HelpName = "ID" };
        var feed = new Option<string?>("--feed") { Description = "Only of this feed", HelpName = "NAME" };
        var reason = new Option<string?>("--reason") { Description = "Only for this reason, e.g. LIFECYCLE", HelpName = "WORD" };
        var limit = new Option<int>("--limit") { Description = "At most so many, 1 to 500", HelpName = "N", DefaultValueFactory = static _ => 100 };
        var json = EditorCommand.JsonOption();
        var command = new Command("list", "List what is put aside, newest first") { match, feed, reason, limit, json };
        server.CheckFor(command);
        command.SetAction((parsed, cancellation) => EditorCommand.RunAsync(server, parsed, async client =>
        {
            var query = new (string Name, string? Value)[]
            {
                ("match", parsed.GetValue(match)), ("feed", parsed.GetValue(feed)), ("reason", parsed.GetValue(reason)),
            };
            var filter = string.Concat(query.Where(static one => one.Value is not null)
                .Select(static one => $"&{one.Name}={Uri.EscapeDataString(one.Value!)}"));
            var (list, text) = await client.GetAsync<QuarantineList>($"{Path}?limit={parsed.GetValue(limit)}{filter}", cancellation);
            foreach (var line in parsed.GetValue(json) ? [text] : QuarantineText.Lines(list))
                Console.WriteLine(line);
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static Command Show(ServerOptions server)
    {
        var id = IdArgument();
        var json = EditorCommand.JsonOption();
        var command = new Command("show", "Show one thing that is put aside, as it came") { id, json };
        server.CheckFor(command);
        command.SetAction((parsed, cancellation) => EditorCommand.RunAsync(server, parsed, async client =>
        {
            var (item, text) = await client.GetAsync<QuarantineItem>(PathOf(parsed.GetRequiredValue(id)), cancellation);
            foreach (var line in parsed.GetValue(json) ? [text] : QuarantineText.Lines(item))
                Console.WriteLine(line);
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static Command Decide(ServerOptions server, string action, string description)
    {
        var id = IdArgument();
        var change = new ChangeOptions();
        var command = new Command(action, description) { id };
        change.AddTo(command);
        server.CheckFor(command);
        command.SetAction((parsed, cancellation) => EditorCommand.RunAsync(server, parsed, client =>
        {
            var path = $"{PathOf(parsed.GetRequiredValue(id))}/{action}";
            var order = new QuarantineOrder(change.Reason(parsed));
            return new Change<QuarantineDecision>(
                    path, action, preview => preview is null ? order : order with { StateHash = preview.StateHash }, QuarantineText.Lines)
                .MakeAsync(client, change, parsed, cancellation);
        }, cancellation));
        return command;
    }

    private static string PathOf(string id) => $"{Path}/{Uri.EscapeDataString(id)}";

    private static Argument<string> IdArgument() => new("ID") { Description = "As list shows it" };
}
