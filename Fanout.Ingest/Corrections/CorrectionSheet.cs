using Fanout.Ingest.Normalising;
using Fanout.Ingest.Normalising.Correcting;

namespace Fanout.Ingest.Corrections;

/// <summary>What editors corrected of a match, and what the feeds say of it, as it stands; under the gate of its matches.</summary>
internal static class CorrectionSheet
{
    /// <summary>Newest first.</summary>
    /// <param name="work">The match, if there is one.</param>
    /// <param name="matchId">Its id.</param>
    public static CorrectionsReply List(MatchWork? work, string matchId)
    {
        if (work is not { IsKnown: true })
        {
            return new CorrectionsReply
            {
                Answered = true,
                Refusal = CorrectionRefusal.UnknownMatch,
                Detail = $"\"{matchId}\" is no match that feeds speak of, or it was over long ago",
            };
        }
        var reply = new CorrectionsReply { Answered = true, StateHash = work.Shown.Hash };
        if (work.Corrections is not { } corrections) return reply;
        reply.Corrections.AddRange(corrections.All.Reverse().Select(static one => one.Clone()));
        reply.Locked.AddRange(Locked(corrections, work.State));
        return reply;
    }

    /// <param name="corrections">Of a match.</param>
    /// <param name="feeds">The match as its feeds have it.</param>
    public static IEnumerable<LockedField> Locked(CorrectionBook corrections, Match feeds) =>
        corrections.Locked.Select(held => new LockedField
        {
            Field = held.Field.Name,
            Correction = held.Correction.Id,
            Until = held.Lock.Until,
            Value = held.Lock.Value,
            Feeds = held.Field.PartOf(feeds),
            SinceMs = corrections.SaidSince(held.Field.Name),
        });
}
