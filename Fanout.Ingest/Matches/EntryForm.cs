using Fanout.Ingest.Normalising;
using Fanout.Log;
using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;
using Google.Protobuf;
using LogEntry = Fanout.Log.Entry;
using LogEntryKind = Fanout.Log.EntryKind;

namespace Fanout.Ingest.Matches;

/// <summary>Entries of the normaliser as the log takes them, and back.</summary>
internal static class EntryForm
{
    /// <param name="entry">What was decided.</param>
    /// <param name="key">See <see cref="EntryKeys"/>.</param>
    /// <param name="digest">Of the input behind the key.</param>
    public static EntryDraft Draft(MatchEntry entry, string key, UInt128 digest) => new()
    {
        MatchId = entry.MatchId,
        Kind = entry.IsPublic ? LogEntryKind.Change : LogEntryKind.Decision,
        Key = key,
        ContentDigest = new ContentDigest(digest),
        // Of a match that retired, all that was kept for its life may be gone.
        Retention = entry.Writer is { Retired: true, Hold: not null } ? KeyRetention.Day : KeyRetention.Match,
        Life = LifeOf(entry.Writer),
        Public = entry.Public.ToByteArray(),
        Writer = new WriterPart { Change = entry.Writer }.ToByteArray(),
    };

    private static MatchLife LifeOf(WriterChange writer)
    {
        // Of what came late the match is gone already.
        if (writer.Retired) return writer.Hold is null ? MatchLife.Retires : MatchLife.Unchanged;
        if (writer.ClosedMs > 0) return MatchLife.Closes;
        return writer.Reopened ? MatchLife.Reopens : MatchLife.Unchanged;
    }

    /// <summary>The match by its whole state, for an epoch that does not know it yet.</summary>
    public static MatchOpening Opening(MatchWork work)
    {
        var whole = new LoggedChange
        {
            Kind = Protocol.Messages.EntryKind.Types.Value.System,
            Delta = Match.Diff(Match.Empty, work.Shown),
            StateHash = work.Shown.Hash,
            Whole = true,
            Correction = work.Superseded is { Match: var match } ? Continuation.Of(match) : null, // the entry that said so is of a former epoch
        };
        var writer = new WriterPart { Whole = work.ToWriterState() };
        return new MatchOpening(work.Id, whole.ToByteArray(), writer.ToByteArray());
    }

    public static EntryDraft Draft(MatchOpening opening) => new()
    {
        MatchId = opening.MatchId,
        Kind = LogEntryKind.Opening,
        Key = EntryKeys.Own,
        ContentDigest = ContentDigest.Of(opening.Public.Span),
        Public = opening.Public,
        Writer = opening.Writer,
    };

    /// <summary>Does to a table what an entry of the log says.</summary>
    public static void Apply(MatchTable table, LogEntry entry)
    {
        var change = LoggedChange.Parser.ParseFrom(entry.Public.Span);
        var part = WriterPart.Parser.ParseFrom(entry.Writer.Span);
        if (part.PartCase == WriterPart.PartOneofCase.Whole)
            table.Restore(entry.MatchId, Match.Empty.Apply(change.Delta), part.Whole);
        else
            table.Apply(entry.MatchId, change, part.Change ?? new WriterChange());
    }

    public static MatchSnapshot Snapshot(MatchWork work, MatchPosition position, MatchTimes times) => new(
        work.Id, position, times.Write(work.Shown.ToMessage()), work.ToWriterState().ToByteArray());

    /// <summary>The last word of a match that retired: what readers show of it for ever.</summary>
    public static MatchSnapshot Retired(string matchId, Match state, MatchPosition position, MatchTimes times) =>
        new(matchId, position, times.Write(state.ToMessage()), default) { IsRetired = true };

    /// <summary>Takes a match of a snapshot into a table; what its past says of it.</summary>
    public static MatchTimes Restore(MatchTable table, MatchSnapshot snapshot)
    {
        var state = MatchTimes.Read(snapshot.Public.Span, out var times);
        table.Restore(snapshot.MatchId, Match.From(state), WriterState.Parser.ParseFrom(snapshot.Writer.Span));
        return times;
    }
}
