using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fanout.Ingest.Tests.Matches;

/// <summary>Writes to a log of one partition what a process in unusual circumstances would have written.</summary>
internal static class CutLog
{
    /// <summary>
    /// Appends an event's own entry of feed f1, and not what follows from it: the process died in between.
    /// </summary>
    public static async Task AppendAsync(IEventLog log, string line)
    {
        var (matches, writer) = await OpenAsync(log);
        await using var closing = writer;
        var content = IngestHost.Events(line)[0];
        var input = new FeedEvent("f1", content, 0);
        var entry = matches.Table.Judge(content.Match, input).Entry!;
        var result = await matches.Append(writer, entry, EntryKeys.Event("f1", content.Id), input.Digest, out _);
        Assert.Equal(AppendResultKind.Appended, result.Kind);
    }

    /// <summary>Gives a held event to the match whose alias it names, and does not take it from where it is.</summary>
    public static async Task HandOverAsync(IEventLog log, string feed, string line, string to)
    {
        var (matches, writer) = await OpenAsync(log);
        await using var closing = writer;
        var input = new FeedEvent(feed, IngestHost.Events(line)[0], 0);
        var entry = matches.Table.Adopt(to, input).Entry!;
        var key = EntryKeys.HandedOver(to, feed, input.Content.Id);
        var result = await matches.Append(writer, entry, key, input.Digest, out _);
        Assert.Equal(AppendResultKind.Appended, result.Kind);
    }

    /// <summary>Leaves a snapshot in which every match has forgotten its events; the keys of the log stay.</summary>
    public static async Task ForgetAsync(IEventLog log)
    {
        var (matches, writer) = await OpenAsync(log);
        await using var closing = writer;
        foreach (var work in matches.Table.Works) matches.Table.ForgetSeen(work);
        // Not at the position of a snapshot that is there already.
        await AppendHeartbeatAsync(writer, matches);
        Assert.Equal(
            SnapshotOutcome.Saved, await writer.SaveSnapshotAsync(matches.TakeChanged(writer), TestContext.Current.CancellationToken));
    }

    /// <summary>The writer of a process, and what it restored.</summary>
    public static async Task<(PartitionMatches Matches, PartitionWriter Writer)> OpenAsync(IEventLog log)
    {
        var matches = new PartitionMatches(new IngestOptions(), new AliasBook(), arbitration: null, JudgeGuard.Over(null, NullLogger.Instance));
        var options = new PartitionWriterOptions { Holder = PartitionWriterOptions.DrawHolder() };
        var opening = await PartitionWriter.OpenAsync(
            log, 0, matches, options, TimeProvider.System, TestContext.Current.CancellationToken);
        return (matches, opening.Writer!);
    }

    private static async Task AppendHeartbeatAsync(PartitionWriter writer, PartitionMatches matches)
    {
        foreach (var work in matches.Table.Works.ToList())
        {
            var line = $$"""{"id":"beat-{{work.Id}}","match":"{{work.Id}}","at":"2026-11-22T18:00:00Z","heartbeat":{} }""";
            var content = IngestHost.Events(line)[0];
            var input = new FeedEvent("beats", content, content.At.ToDateTimeOffset().ToUnixTimeMilliseconds());
            var entry = matches.Table.Judge(work.Id, input).Entry!;
            await matches.Append(writer, entry, EntryKeys.Event("beats", input.Content.Id), input.Digest, out _);
        }
    }
}
