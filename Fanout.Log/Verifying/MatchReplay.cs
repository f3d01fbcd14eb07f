using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Google.Protobuf;

namespace Fanout.Log;

/// <summary>
/// Applies the entries of a partition to the states of its matches: match sequences, openings, state hashes, and the
/// writer's part.
/// </summary>
/// <remarks>
/// Memory: the states of the matches that have not retired, and some 200 bytes for each that has. What the log says of
/// itself bounds the former: writers retire a match days after it was over.
/// </remarks>
internal sealed class MatchReplay(PartitionFindings findings, IWriterReplay? writers)
{
    private readonly Dictionary<string, ReplayedMatch> _matches = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, ReplayedMatch> Matches => _matches;

    /// <summary>Entries before this one are missing or could not be read, and nobody knows of which matches.</summary>
    public void LoseAll()
    {
        foreach (ReplayedMatch match in _matches.Values)
            match.IsLost = true;
    }

    public void Restart() => _matches.Clear();

    /// <summary>Begins a match, or goes on with it, as a snapshot has it.</summary>
    /// <returns>What is wrong with its writer's part; <see langword="null"/>: nothing.</returns>
    public string? Adopt(MatchSnapshot saved, MatchState message, MatchTimes times)
    {
        var match = new ReplayedMatch
        {
            Position = saved.Position,
            State = Match.From(message),
            Times = times,
            ClosedMs = 0,
        };
        _matches[saved.MatchId] = match;
        if (!saved.IsRetired)
            return writers?.Restore(saved, match.State);
        match.Retire();
        return null;
    }

    public void Apply(Entry entry)
    {
        if (!_matches.TryGetValue(entry.MatchId, out ReplayedMatch? match))
            _matches[entry.MatchId] = match = new ReplayedMatch();
        CheckSequence(match, entry);
        if (TryRead(entry) is not { } change)
            match.IsLost = true;
        else if (match.IsRetired)
            ApplyLate(match, entry, change);
        else
            Apply(match, entry, change);
        match.Live(entry);
        if (entry.MatchSequence > 0)
            match.Position = entry.MatchPosition;
    }

    private void CheckSequence(ReplayedMatch match, Entry entry)
    {
        MatchPosition before = match.Position;
        string? expected = entry.Kind switch
        {
            EntryKind.Decision when entry.MatchSequence != 0 => "no match sequence, of a decision",
            EntryKind.Opening when entry.MatchSequence <= before.Sequence =>
                $"an opening above match sequence {before.Sequence}",
            EntryKind.Change when before.Sequence > 0 && before.Epoch != entry.Epoch =>
                $"an opening, because the match stands at {before}",
            EntryKind.Change when entry.MatchSequence != before.Sequence + 1 =>
                $"match sequence {before.Sequence + 1}",
            _ => null,
        };
        if (expected is null)
            return;
        findings.Add(FindingKind.MatchSequence, entry, expected, $"{entry.Kind} {entry.MatchPosition}");
        match.IsLost = true;
    }

    private LoggedChange? TryRead(Entry entry)
    {
        try
        {
            return LoggedChange.Parser.ParseFrom(entry.Public.Span);
        }
        catch (InvalidProtocolBufferException failure)
        {
            findings.Add(FindingKind.Unreadable, entry, "a public part", $"{entry.Public.Length} bytes: {failure.Message}");
            return null;
        }
    }

    private void ApplyLate(ReplayedMatch match, Entry entry, LoggedChange change)
    {
        if (entry.MatchSequence > 0)
        {
            findings.Add(FindingKind.State, entry, "nothing public, because the match retired", $"{entry.Kind}");
            match.IsLost = true;
        }
        ApplyWriter(entry, change, Match.Empty);
    }

    private void Apply(ReplayedMatch match, Entry entry, LoggedChange change)
    {
        bool restarts = change.Whole || entry.Kind == EntryKind.Opening;
        if (entry.Kind == EntryKind.Opening && !change.Whole)
            findings.Add(FindingKind.Epoch, entry, "an opening that holds the whole state", "a delta");
        if (entry.MatchSequence > 0 && change.Delta is null)
        {
            findings.Add(FindingKind.Unreadable, entry, "a delta", "none");
            match.IsLost = true;
        }
        if (change.Delta is not null)
            match.State = (restarts ? Match.Empty : match.State).Apply(change.Delta);
        CheckState(match, entry, change, restarts);
        if (entry.MatchSequence > 0)
            match.Times = match.Times.Observe(match.State.Head.Status, entry.PublishedMs);
        ApplyWriter(entry, change, match.State);
    }

    /// <summary>A state that leads to the hash again was right, whatever was said of it before.</summary>
    private void CheckState(ReplayedMatch match, Entry entry, LoggedChange change, bool restarts)
    {
        if (entry.Kind == EntryKind.Decision && entry.Public.IsEmpty)
            return; // says nothing of the state
        uint hash = match.State.Hash;
        if (hash == change.StateHash)
        {
            match.IsLost = false;
            return;
        }
        if (!match.IsLost || restarts)
            findings.Add(FindingKind.State, entry, $"state hash {hash:x8}, of the state", $"{change.StateHash:x8}");
        match.IsLost = true;
    }

    private void ApplyWriter(Entry entry, LoggedChange change, Match after)
    {
        if (writers?.Apply(entry, change, after) is { } fault)
            findings.Add(FindingKind.Writer, entry, "a writer's part", fault);
    }
}
