using Fanout.Ingest.Adapters;
using Fanout.Ingest.Normalising;
using Fanout.Perf.Harness;
using Fanout.Protocol.Messages;
using Fanout.Server.Following;
using Fanout.Server.Topics;
using Google.Protobuf;
using LogEntry = Fanout.Log.Entry;

namespace Fanout.Perf.Wire;

/// <summary>A match that a provider recorded, as the log would hold it and as the server would publish it.</summary>
internal sealed class RecordedMatch
{
    private const string FeedName = "file";

    private readonly List<(LogEntry Entry, LoggedChange Change)> _entries = [];
    private readonly string _id;

    private RecordedMatch(string id) => _id = id;

    /// <summary>Reads a match out of a folder of recordings beside the repository, in shared/data.</summary>
    /// <exception cref="HarnessException">There is no such folder, or the match is not in it.</exception>
    public static RecordedMatch Read(string folder, string id)
    {
        var match = new RecordedMatch(id);
        var normaliser = new OfflineNormaliser();
        var files = FeedFiles.Find([RecordedFolder.PathOf(folder)], static _ => { });
        foreach (var content in new FeedReader(FeedFormats.Shipped).Read(files, null, static _ => { }))
        {
            var atMs = content.At is null ? 0 : (long)content.At.ToDateTimeOffset().ToUnixTimeMilliseconds();
            if (normaliser.Accept(FeedName, content).Entry is { IsPublic: true } entry && entry.MatchId == id)
                match.Add(entry, atMs);
        }
        return match._entries.Count > 0 ? match : throw new HarnessException($"{folder} holds no match {id}");
    }

    /// <summary>Walks through the match: calls back with the newest points after each entry.</summary>
    /// <param name="step">Told the match's stream and whether its score view changed.</param>
    public void Play(Action<MatchStream, bool> step)
    {
        var stream = new MatchStream(_id, 0, new HistoryBudget(TimeSpan.FromHours(1), long.MaxValue / 2));
        foreach (var (entry, change) in _entries)
        {
            var outcome = MatchWriter.Apply(stream, entry, change.Clone(), entry.PublishedMs, out var contradiction);
            if (outcome is not (WriteOutcome.Began or WriteOutcome.Stepped))
                throw new HarnessException($"{_id} {entry.MatchPosition}: {contradiction ?? outcome.ToString()}");
            step(stream, stream.Score.Position == stream.Current.Position);
        }
    }

    private void Add(MatchEntry entry, long atMs) => _entries.Add((
        new LogEntry
        {
            Partition = 0,
            Epoch = 1,
            Sequence = (ulong)_entries.Count + 1,
            MatchId = _id,
            MatchSequence = (uint)_entries.Count + 1,
            Kind = Log.EntryKind.Change,
            Key = "",
            ContentDigest = default,
            Public = entry.Public.ToByteArray(),
            PublishedMs = atMs,
            Chain = Log.ChainHash.None,
        },
        entry.Public));
}
