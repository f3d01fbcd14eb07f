using Fanout.Ingest.Normalising.Correcting;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising;

/// <summary>How much may be put aside.</summary>
/// <param name="PerMatch">Held events of one match.</param>
/// <param name="BytesPerMatch">Bytes of the held events of one match, as protobuf.</param>
/// <param name="Total">Held events of all matches of one table.</param>
/// <param name="BytesTotal">Bytes of the held events of all matches of one table, as protobuf.</param>
internal readonly record struct HoldLimits(int PerMatch, int BytesPerMatch, int Total, long BytesTotal = long.MaxValue);

/// <summary>
/// The normalisers of many matches: judges events, applies entries, replays what was held. Every entry that it gives
/// out must be applied (<see cref="Apply(MatchEntry)"/>) before it is asked for the next one.
/// </summary>
/// <remarks>One writer. <see cref="Seen"/> alone may be read by others meanwhile.</remarks>
/// <param name="limits">How much may be put aside.</param>
/// <param name="judge">Decides on an event; as <see cref="Normaliser.Judge(MatchWork, FeedEvent)"/> where nobody arbitrates between feeds.</param>
internal sealed class MatchTable(HoldLimits limits, Func<MatchWork, FeedEvent, Verdict>? judge = null)
{
    private readonly Func<MatchWork, FeedEvent, Verdict> _judge = judge ?? Normaliser.Judge;
    private readonly Dictionary<string, MatchWork> _works = new(StringComparer.Ordinal);
    private int _heldCount;
    private long _heldBytes;

    /// <summary>Every event that these matches took.</summary>
    public SeenEvents Seen { get; } = new();

    public IReadOnlyCollection<MatchWork> Works => _works.Values;

    /// <summary>Events put aside in all matches.</summary>
    public int HeldCount => _heldCount;

    /// <summary>Bytes of them, as protobuf.</summary>
    public long HeldBytes => _heldBytes;

    public MatchWork? Find(string matchId) => _works.GetValueOrDefault(matchId);

    /// <summary>Judges an event.</summary>
    /// <param name="matchId">Our id of the match that it speaks of.</param>
    /// <param name="input">The event.</param>
    public Verdict Judge(string matchId, FeedEvent input)
    {
        if (EventForm.Fault(input.Content, matchId) is { } fault) return Verdict.Reject(Verdict.Invalid, fault);
        return Seen.Find(input) ?? JudgeNew(matchId, input);
    }

    /// <summary>Judges an event of a match that the log knows and this table does not: it retired.</summary>
    public Verdict JudgeLate(string matchId, FeedEvent input)
    {
        if (EventForm.Fault(input.Content, matchId) is { } fault) return Verdict.Reject(Verdict.Invalid, fault);
        return Seen.Find(input) ?? Retirement.Late(matchId, input);
    }

    /// <summary>
    /// Judges an event that was held under another name of the match, and so was seen already: only the match itself
    /// may know it.
    /// </summary>
    public Verdict Adopt(string matchId, FeedEvent input) =>
        Find(matchId) is { } work && work.HasSeen(input.Key) ? Verdict.Duplicate : JudgeNew(matchId, input);

    /// <summary>
    /// The next step of a replay: the oldest event of a match that was held because nobody knew the match. Null when
    /// there is none, or the match is still not known. The entry may put the event aside again, for another reason.
    /// </summary>
    public Verdict? NextReplay(string matchId)
    {
        if (Find(matchId) is not { IsKnown: true } work) return null;
        var held = work.Held.FirstOrDefault(static held => held.Reason == QuarantineReason.UnknownMatch);
        if (held is null) return null;
        var input = new FeedEvent(held.Feed, held.Event, held.ReceivedMs);
        var verdict = _judge(work, input);
        // What was held was an event once; where it is none by the rules of today it goes, and the others are replayed.
        if (verdict.Entry is null) return verdict with { Entry = Drop(work, held, held.ReceivedMs) };
        verdict.Entry.Writer.Release.Add(input.Key);
        // The event is known as seen since it was put aside.
        verdict.Entry.Writer.Event = 0;
        verdict.Entry.Writer.Digest = 0;
        return verdict;
    }

    /// <summary>The entry that drops the oldest of all held events; null while they are within the limits.</summary>
    public MatchEntry? NextEviction(double nowMs)
    {
        if (_heldCount <= limits.Total && _heldBytes <= limits.BytesTotal) return null;
        var oldest = _works.Values
            .Where(static work => work.Held.Count > 0)
            .MinBy(static work => (work.Held[0].ReceivedMs, work.Id))!;
        return Drop(oldest, oldest.Held[0], nowMs);
    }

    /// <summary>The entry that drops a held event: it was handed to another match.</summary>
    public static MatchEntry Drop(MatchWork work, HeldEvent held, double nowMs)
    {
        var change = new LoggedChange
        {
            Kind = EntryKind.Types.Value.System,
            StateHash = work.State.Hash,
            Cause = new Cause { Feed = held.Feed, EventId = held.Event.Id, ReceivedMs = nowMs },
        };
        return new MatchEntry(work.Id, change, new WriterChange { Release = { MatchWork.KeyOf(held) } }, work.State);
    }

    /// <summary>The entry that drops a held event because an editor said so.</summary>
    public static MatchEntry Drop(MatchWork work, HeldEvent held, EditorDecision by)
    {
        var entry = Drop(work, held, by.AtMs);
        entry.Public.Kind = EntryKind.Types.Value.Correction;
        entry.Public.Correction = by.Over();
        entry.Writer.Actor = by.Actor;
        return entry;
    }

    /// <summary>Does what an entry says, whether it was just judged or is read from the log.</summary>
    /// <param name="matchId">Our id of the match.</param>
    /// <param name="change">Public part of the entry.</param>
    /// <param name="writer">Writer's part of the entry.</param>
    /// <param name="after">What the feeds have after it, where that is known.</param>
    /// <param name="shown">What readers have after it, where that is known.</param>
    public void Apply(string matchId, LoggedChange change, WriterChange writer, Match? after = null, Match? shown = null)
    {
        if (writer.Retired)
        {
            Retire(matchId);
            return;
        }
        if (!_works.TryGetValue(matchId, out var work)) _works[matchId] = work = new MatchWork(matchId);
        Uncount(work);
        work.Apply(change, writer, after, shown);
        Count(work);
        Seen.Add(writer);
        if (work.SeenCount > NormaliserLimits.SeenCountMax) ForgetSeen(work, NormaliserLimits.SeenCountMax / 10);
    }

    /// <summary>
    /// Does what was just decided, with the corrections of editors laid over it: every entry comes this way, whatever rule
    /// made it, so that none can forget them.
    /// </summary>
    /// <returns>The entry that the log gets.</returns>
    public MatchEntry Apply(MatchEntry entry)
    {
        var laid = _works.TryGetValue(entry.MatchId, out var work) ? Overlay.Lay(work, entry) : entry;
        Apply(laid.MatchId, laid.Public, laid.Writer, laid.After, laid.Shown);
        return laid;
    }

    /// <summary>Takes a match whole, in place of what the table had of it.</summary>
    public void Restore(string matchId, Match shown, WriterState writer)
    {
        if (_works.TryGetValue(matchId, out var old)) Uncount(old);
        var work = MatchWork.Restore(matchId, shown, writer);
        _works[matchId] = work;
        Count(work);
        Seen.Add(work.Seen);
    }

    /// <summary>Forgets the oldest events of a match, or all; the keys of the log still know them.</summary>
    public void ForgetSeen(MatchWork work, int countMax = int.MaxValue / 2) => Seen.Forget(work.ForgetSeen(countMax));

    private void Retire(string matchId)
    {
        if (!_works.Remove(matchId, out var work)) return;
        Uncount(work);
        ForgetSeen(work);
    }

    private void Count(MatchWork work) => (_heldCount, _heldBytes) = (_heldCount + work.Held.Count, _heldBytes + work.HeldBytes);

    private void Uncount(MatchWork work) => (_heldCount, _heldBytes) = (_heldCount - work.Held.Count, _heldBytes - work.HeldBytes);

    private Verdict JudgeNew(string matchId, FeedEvent input)
    {
        var work = Find(matchId) ?? new MatchWork(matchId);
        var verdict = _judge(work, input);
        if (verdict.Entry?.Writer.Hold is not null) MakeRoom(work, verdict.Entry.Writer);
        return verdict;
    }

    /// <summary>The oldest held events of a match go, as many as the new one needs room for.</summary>
    private void MakeRoom(MatchWork work, WriterChange writer)
    {
        var count = work.Held.Count + 1;
        var bytes = writer.Hold.CalculateSize() + work.HeldBytes;
        foreach (var oldest in work.Held)
        {
            if (count <= limits.PerMatch && bytes <= limits.BytesPerMatch) return;
            writer.Release.Add(MatchWork.KeyOf(oldest));
            count--;
            bytes -= oldest.CalculateSize();
        }
    }
}
