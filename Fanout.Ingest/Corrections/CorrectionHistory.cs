using Fanout.Ingest.Normalising.Correcting;
using Fanout.Log;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Corrections;

/// <summary>What changed in a match after a sequence, by field: what an order that was decided then must not run into.</summary>
internal sealed class CorrectionHistory
{
    /// <summary>Entries that are looked through; who decides on a state that old decides on nothing.</summary>
    private const int EntryCountMax = 10_000;

    private readonly Dictionary<string, string> _changed = new(StringComparer.Ordinal); // by field, what changed it last
    private readonly Match _seen;

    private CorrectionHistory(Match seen) => _seen = seen;

    /// <summary>Why nobody can say what changed; null: everything since is known.</summary>
    public string? Gap { get; private init; }

    /// <summary>Reads what the log has of a match after a sequence; between turns, when memory has just what the log has.</summary>
    /// <param name="writer">Reads.</param>
    /// <param name="matchId">Our id of the match.</param>
    /// <param name="epoch">Epoch of the sequence; null: the match's.</param>
    /// <param name="seq">Sequence that the order was decided at.</param>
    /// <param name="shown">What readers see now.</param>
    public static async ValueTask<CorrectionHistory> ReadAsync(
        PartitionWriter writer, string matchId, uint? epoch, uint seq, Match shown)
    {
        var head = writer.PositionOf(matchId);
        var after = new MatchPosition(epoch ?? head.Epoch, seq);
        if (after == head) return new CorrectionHistory(shown);
        if (seq > head.Sequence) return Lacking(shown, $"the match stands at {head.Sequence}, and not at {seq} yet");
        var page = await writer.ReadMatchAsync(matchId, after, EntryCountMax).ConfigureAwait(false);
        if (page.Status != MatchPageStatus.Ok || page.Entries.Count >= EntryCountMax)
            return Lacking(shown, $"what changed after {after} is not known any more ({page.Status})");
        var history = new CorrectionHistory(shown);
        foreach (var entry in page.Entries)
        {
            var change = LoggedChange.Parser.ParseFrom(entry.Public.Span);
            if (change.Whole) return Lacking(shown, $"the match was stated anew at {entry.MatchPosition}");
            foreach (var field in MatchField.In(change.Delta ?? new MatchDelta()))
                history._changed[field] = $"{field} at {entry.MatchSequence} by {AuthorOf(change)}";
        }
        return history;
    }

    /// <summary>What of these fields changed since; null: none.</summary>
    /// <param name="fields">What an order is about.</param>
    /// <param name="shown">What readers see by now, entries of the same turn included.</param>
    public string? ChangeIn(IReadOnlyList<string> fields, Match shown)
    {
        if (Gap is not null) return Gap;
        var latest = ReferenceEquals(_seen, shown) ? [] : MatchField.In(Match.Diff(_seen, shown)).ToHashSet(StringComparer.Ordinal);
        var changed = fields.Where(field => _changed.ContainsKey(field) || latest.Contains(field))
            .Select(field => _changed.GetValueOrDefault(field, $"{field} this moment"))
            .ToList();
        return changed.Count == 0 ? null : string.Join("; ", changed);
    }

    private static CorrectionHistory Lacking(Match shown, string gap) => new(shown) { Gap = gap };

    private static string AuthorOf(LoggedChange change) =>
        change.Kind == Protocol.Messages.EntryKind.Types.Value.Correction
            ? $"correction {change.Correction?.Id} ({change.Correction?.ActorRole}: {change.Correction?.Reason})"
            : $"{Normalising.EnumNames.Of(change.Kind)} {change.Cause?.Feed} {change.Cause?.EventId}".TrimEnd();
}
