using Fanout.Ingest.Matches;
using Fanout.Ingest.Normalising;
using Fanout.Log;

namespace Fanout.Ingest.Tests.Matches;

/// <summary>Writes what a process that died half way through would have written.</summary>
internal static class CutLog
{
    /// <summary>Appends a fixture's own entry, and not what follows from it.</summary>
    public static async Task AppendFixtureAsync(IEventLog log, string fixture)
    {
        var matches = new PartitionMatches(new IngestOptions(), new AliasBook());
        var options = new PartitionWriterOptions { Holder = PartitionWriterOptions.DrawHolder() };
        var opening = await PartitionWriter.OpenAsync(log, 0, matches, options, TimeProvider.System, TestContext.Current.CancellationToken);
        await using var writer = opening.Writer!;
        var content = IngestHost.Events(fixture)[0];
        var input = new FeedEvent("f1", content, 0);
        var entry = matches.Table.Judge(content.Match, input).Entry!;
        var result = await matches.Append(writer, entry, EntryKeys.Event("f1", content.Id), input.Digest, out _);
        Assert.Equal(AppendResultKind.Appended, result.Kind);
    }
}
