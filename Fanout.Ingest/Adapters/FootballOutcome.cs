using Fanout.Protocol.Messages;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;
using Outcome = Fanout.Protocol.Messages.Winner.Types.Value;
using Way = Fanout.Protocol.Messages.WinMethod.Types.Value;

namespace Fanout.Ingest.Adapters;

/// <summary>What the end of a football match with a given score means.</summary>
internal static class FootballOutcome
{
    /// <summary>The end of a match with this score. Level without a shoot-out is a draw, which has no way of winning.</summary>
    /// <param name="home">Goals with extra time, without the shoot-out.</param>
    /// <param name="away">Likewise.</param>
    /// <param name="shootout">Its score; <see langword="null"/> where there was none.</param>
    /// <param name="extraTime">Whether extra time was played.</param>
    public static StatusUpdate Of(int home, int away, ShootoutUpdate? shootout, bool extraTime)
    {
        var status = new StatusUpdate { Status = MatchStatus.Ended };
        if (home != away)
        {
            status.Winner = home > away ? Outcome.Home : Outcome.Away;
            status.WinMethod = extraTime ? Way.ExtraTime : Way.Regulation;
        }
        else if (shootout is not null && shootout.Home != shootout.Away)
        {
            status.Winner = shootout.Home > shootout.Away ? Outcome.Home : Outcome.Away;
            status.WinMethod = Way.Shootout;
        }
        else if (shootout is null)
        {
            status.Winner = Outcome.Draw;
        }

        return status;
    }
}
