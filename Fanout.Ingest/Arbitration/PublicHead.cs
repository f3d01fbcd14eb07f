using Fanout.Ingest.Normalising;
using Fanout.Protocol.Messages;
using StatusValue = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Arbitration;

/// <summary>Brings the public state, its keyed lists aside, to what a view says.</summary>
/// <remarks>
/// In groups that are true together: the status with the outcome, the phase, the clock, the numbers with those of the sport.
/// A group of which the feed never said anything stays as it is: a feed without phases takes none away.
/// </remarks>
internal static class PublicHead
{
    private static readonly string[] Totals =
    [
        ScoreFields.Score, ScoreFields.TennisSets, ScoreFields.BadmintonGames, ScoreFields.CricketInnings,
        ScoreFields.BaseballInnings,
    ];

    /// <summary>Brings the play to what a view says, and the setting too where it is the one that says who plays.</summary>
    /// <param name="draft">The entry under way, which says nothing about either yet.</param>
    /// <param name="view">The view that the public state is to be of.</param>
    /// <param name="isSetting">Whether the setting is to be of it.</param>
    public static void Bring(ArbitrationDraft draft, ViewDraft view, bool isSetting)
    {
        var target = draft.Work.State.Head.Clone();
        Copy(view, target);
        if (isSetting) MatchSetting.Copy(view.Head, target);
        draft.Delta.MergeFrom(Difference(draft, target));
    }

    /// <summary>Brings the setting alone to what a view says.</summary>
    public static void BringSetting(ArbitrationDraft draft, ViewDraft view)
    {
        var target = draft.Work.State.Head.Clone();
        MatchSetting.Copy(view.Head, target);
        draft.Delta.MergeFrom(Difference(draft, target));
    }

    /// <summary>What a feed says the score is; null where it never did.</summary>
    public static Pair? ScoreOf(ViewDraft view) =>
        view.Head.Score is { } score && Totals.Any(view.IsStated) ? new Pair { Home = score.Home, Away = score.Away } : null;

    /// <inheritdoc cref="ScoreOf(ViewDraft)"/>
    public static Pair? ScoreOf(MatchWork view) =>
        view.State.Head.Score is { } score && Totals.Any(view.IsStated)
            ? new Pair { Home = score.Home, Away = score.Away }
            : null;

    /// <summary>When a feed last stated its score, 100 ns since 1970; 0: never.</summary>
    public static long ScoreAt(MatchWork view) => Totals.Max(view.StatedAt);

    /// <summary>Whether an event states the score, in whatever shape.</summary>
    public static bool StatesScore(WriterChange writer) => Totals.Any(writer.Fields.Contains);

    private static MatchDelta Difference(ArbitrationDraft draft, MatchState target) =>
        Match.Diff(Match.From(draft.Work.State.Head.Clone()), Match.From(target));

    private static void Copy(ViewDraft view, MatchState to)
    {
        var from = view.Head;
        if (from.Status != StatusValue.Unspecified) CopyStatus(from, to);
        if (view.IsStated("phase")) to.Phase = from.Phase;
        if (from.Clock is not null) to.Clock = from.Clock;
        if (view.IsStated("coverage")) to.Coverage = from.Coverage;
        if (ScoreOf(view) is not null) to.Score = WithSetting(from.Score, to.Score);
        to.Tennis = from.Tennis ?? to.Tennis;
        to.Badminton = from.Badminton ?? to.Badminton;
        to.Cricket = from.Cricket ?? to.Cricket;
        to.Baseball = from.Baseball ?? to.Baseball;
        to.Basketball = from.Basketball ?? to.Basketball;
        to.IceHockey = from.IceHockey ?? to.IceHockey;
        to.Football = from.Football ?? to.Football;
    }

    private static void CopyStatus(MatchState from, MatchState to)
    {
        to.Status = from.Status;
        to.Result = from.Result;
        to.ClearWinner();
        if (from.HasWinner) to.Winner = from.Winner;
        to.ClearWinMethod();
        if (from.HasWinMethod) to.WinMethod = from.WinMethod;
    }

    /// <summary>The score of one feed; tie and aggregate, which fixtures state, stay where it does not know them.</summary>
    private static Score WithSetting(Score from, Score? known)
    {
        var score = from.Clone();
        score.Tie ??= known?.Tie;
        score.Aggregate ??= known?.Aggregate;
        return score;
    }
}
