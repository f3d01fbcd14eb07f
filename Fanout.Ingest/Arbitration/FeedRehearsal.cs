using System.Globalization;
using System.IO.Hashing;
using Fanout.Ingest.Normalising;
using Fanout.Ingest.Normalising.Correcting;
using Google.Protobuf;

namespace Fanout.Ingest.Arbitration;

/// <summary>What an order would do to a match, with all that is decided because of it at once; touches nothing of the match.</summary>
internal static class FeedRehearsal
{
    /// <param name="arbiter">Decides.</param>
    /// <param name="work">The match.</param>
    /// <param name="order">What is wanted.</param>
    /// <param name="nowMs">Time, ms since 1970.</param>
    /// <param name="decisionsMax">Entries that may follow at once.</param>
    public static FeedOrderResult Of(Arbiter arbiter, MatchWork work, FeedOrder order, double nowMs, int decisionsMax)
    {
        var copy = MatchWork.Restore(work.Id, work.Shown, work.ToWriterState().Clone());
        var (outcome, entry) = arbiter.Obey(copy, order, nowMs);
        var decisions = new List<string>();
        for (var count = 0; entry is not null; count++)
        {
            var laid = Overlay.Lay(copy, entry);
            copy.Apply(laid.Public, laid.Writer, laid.After, laid.Shown);
            decisions.AddRange(entry.Public.Arbitration.Select(DecisionSentence.Of));
            entry = count < decisionsMax ? arbiter.Next(copy, nowMs) : null;
        }
        var delta = Match.Diff(work.Shown, copy.Shown);
        return new FeedOrderResult(outcome)
        {
            Delta = Match.IsEmpty(delta) ? null : delta,
            Decisions = decisions,
            Effect = XxHash3.HashToUInt64(delta.ToByteArray()).ToString("x16", CultureInfo.InvariantCulture),
        };
    }
}
