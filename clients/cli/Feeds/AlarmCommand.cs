using System.CommandLine;
using Fanout.Cli.Editing;
using Fanout.Ingest.Alarms;

namespace Fanout.Cli.Feeds;

/// <summary><c>fanout feed alarms</c>.</summary>
internal static class AlarmCommand
{
    public static Command Create(ServerOptions server)
    {
        var kind = new Option<string?>("--kind") { Description = "Only of this kind, e.g. FEED_SILENT", HelpName = "WORD" };
        var match = new Option<string?>("--match") { Description = "Only of this match", HelpName = "ID" };
        var feed = new Option<string?>("--feed") { Description = "Only of this feed", HelpName = "NAME" };
        var limit = new Option<int>("--limit") { Description = "At most so many, 1 to 500", HelpName = "N", DefaultValueFactory = static _ => 100 };
        var json = EditorCommand.JsonOption();
        var command = new Command("alarms", "List what of matches lasts too long, and feeds that are silent, the oldest first")
        {
            kind, match, feed, limit, json,
        };
        server.CheckFor(command);
        command.SetAction((parsed, cancellation) => EditorCommand.RunAsync(server, parsed, async client =>
        {
            var query = new (string Name, string? Value)[]
            {
                ("kind", parsed.GetValue(kind)), ("match", parsed.GetValue(match)), ("feed", parsed.GetValue(feed)),
            };
            var filter = string.Concat(query.Where(static one => one.Value is not null)
                .Select(static one => $"&{one.Name}={Uri.EscapeDataString(one.Value!)}"));
            var (list, text) = await client.GetAsync<AlarmList>($"v1/alarms?limit={parsed.GetValue(limit)}{filter}", cancellation);
            foreach (var line in parsed.GetValue(json) ? [text] : AlarmText.Lines(list))
                Console.WriteLine(line);
            return ExitCode.Done;
        }, cancellation));
        return command;
    }
}
