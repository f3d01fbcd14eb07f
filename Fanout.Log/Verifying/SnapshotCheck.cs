using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Google.Protobuf;

namespace Fanout.Log;

/// <summary>Compares snapshots with what the entries up to them lead to.</summary>
internal sealed class SnapshotCheck(
    EntryOrder order, MatchReplay replay, PartitionFindings findings, IWriterReplay? writers)
{
    /// <summary>Compares a snapshot that stands at the entry that was followed last.</summary>
    public void Compare(PartitionSnapshot snapshot)
    {
        ComparePlace(snapshot);
        var saved = new HashSet<string>(StringComparer.Ordinal);
        foreach (MatchSnapshot match in snapshot.Matches)
        {
            saved.Add(match.MatchId);
            if (TryRead(snapshot, match, out MatchTimes times) is { } state)
                Compare(snapshot, match, state, times);
        }
        foreach ((string matchId, ReplayedMatch match) in replay.Matches)
        {
            if (match.Position.Sequence > 0 && !saved.Contains(matchId))
                Add(snapshot, matchId, $"the match at {match.Position}", "nothing of it");
        }
    }

    /// <summary>Begins with a snapshot, where the entries before it are trimmed.</summary>
    public void Begin(PartitionSnapshot snapshot)
    {
        replay.Restart();
        order.BeginAt(snapshot);
        foreach (MatchSnapshot match in snapshot.Matches)
        {
            if (TryRead(snapshot, match, out MatchTimes times) is { } state)
                Adopt(snapshot, match, state, times);
        }
    }

    /// <summary>There is no entry where this one stands.</summary>
    public void Astray(PartitionSnapshot snapshot) =>
        Add(snapshot, null, "a snapshot of an entry of the log", "none that the log has there");

    private void ComparePlace(PartitionSnapshot snapshot)
    {
        // An epoch without an entry of its own yet stands at the last entry of the one before.
        uint epoch = snapshot.Position.Epoch;
        if (epoch != order.Position.Epoch && order.Knows(epoch))
            Add(snapshot, null, $"a position in epoch {order.Position.Epoch}", $"epoch {epoch}");
        if (snapshot.Chain != order.Chain)
            Add(snapshot, null, $"chain hash {order.Chain}, of the entry there", $"{snapshot.Chain}");
        if (snapshot.PublishedMs != order.PublishedMs)
            Add(snapshot, null, $"published at {order.PublishedMs}, as the entry there", $"{snapshot.PublishedMs}");
    }

    private void Compare(PartitionSnapshot snapshot, MatchSnapshot saved, MatchState state, MatchTimes times)
    {
        ReplayedMatch? match = replay.Matches.GetValueOrDefault(saved.MatchId);
        if (match is null or { IsLost: true })
        {
            if (match is null)
                Add(snapshot, saved.MatchId, "no match that no entry names", $"one at {saved.Position}");
            Adopt(snapshot, saved, state, times);
            return;
        }
        if (saved.Position != match.Position)
            Add(snapshot, saved.MatchId, $"the match at {match.Position}", $"at {saved.Position}");
        if (saved.IsRetired != match.IsRetired)
            Add(snapshot, saved.MatchId, match.IsRetired ? "a match that retired" : "one that did not", "the other");
        if (match.Differs(state) is { } difference)
            Add(snapshot, saved.MatchId, "the state that the entries lead to", difference);
        if (Differs(match.Times, times) is { } late)
            Add(snapshot, saved.MatchId, "the times that the entries lead to", late);
        if (!saved.IsRetired && writers?.Compare(saved) is { } fault)
            AddWriter(snapshot, saved, fault);
    }

    private void Adopt(PartitionSnapshot snapshot, MatchSnapshot saved, MatchState state, MatchTimes times)
    {
        if (replay.Adopt(saved, state, times) is { } fault)
            AddWriter(snapshot, saved, fault);
    }

    /// <summary>A part from before there were times in it says nothing of them.</summary>
    private static string? Differs(MatchTimes expected, MatchTimes found)
    {
        if (found == MatchTimes.None)
            return null;
        if (found.ChangedMs != expected.ChangedMs)
            return $"changed at {found.ChangedMs}, not {expected.ChangedMs}";
        if (found.EndedMs != expected.EndedMs)
            return $"ended at {found.EndedMs}, not {expected.EndedMs}";
        return found.IsSameDays(expected)
            ? null
            : $"played on {Days(found)}, not {Days(expected)}";
    }

    private static string Days(MatchTimes times) =>
        string.Join(' ', times.PlayedDays.Select(static day => $"{day:yyyy-MM-dd}").DefaultIfEmpty("no day"));

    private MatchState? TryRead(PartitionSnapshot snapshot, MatchSnapshot match, out MatchTimes times)
    {
        try
        {
            return MatchTimes.Read(match.Public.Span, out times);
        }
        catch (InvalidProtocolBufferException failure)
        {
            times = MatchTimes.None;
            Add(snapshot, match.MatchId, "a public part", $"{match.Public.Length} bytes: {failure.Message}");
            return null;
        }
    }

    private void AddWriter(PartitionSnapshot snapshot, MatchSnapshot match, string fault) => findings.Add(
        FindingKind.Writer, snapshot.Position, match.MatchId, "the writer's part that the entries lead to", fault);

    private void Add(PartitionSnapshot snapshot, string? matchId, string expected, string found) =>
        findings.Add(FindingKind.Snapshot, snapshot.Position, matchId, expected, found);
}
