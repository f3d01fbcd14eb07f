using Fanout.Ingest.Adapters.Baseball;
using Fanout.Protocol.Messages;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Adapters.Retrosheet;

/// <summary>Whether a game is over when its records are, and how. The format never says; the rules and the records around it do.</summary>
internal sealed class RetrosheetEnding(BaseballScore score, HalfInning last, int innings)
{
    private readonly bool _isHalfOver = score.Diamond.Outs == Diamond.OutsMax;

    /// <summary>Official Baseball Rules 7.01: the last inning of regulation or one after it is complete, or the side that bats second leads and need not go on.</summary>
    public bool IsDecided => last.Inning >= innings && IsDecidedByLead;

    /// <summary>The status at the end; <see langword="null"/>: the game goes on.</summary>
    /// <param name="isClosed">Records show that the game is over, as the official scorer has seen it.</param>
    public StatusUpdate? Tell(bool isClosed)
    {
        if (!isClosed && !IsDecided) return null;
        var status = new StatusUpdate { Status = isClosed ? MatchStatus.Final : MatchStatus.Ended };
        if (score.Home == score.Away) status.Winner = Winner.Types.Value.Tie;
        else status.Winner = score.Home > score.Away ? Winner.Types.Value.Home : Winner.Types.Value.Away;
        if (IsFull && score.Home == score.Away) return status; // nobody won, and nothing was missing
        if (!IsDecided) status.WinMethod = WinMethod.Types.Value.Shortened;
        else status.WinMethod = last.Inning > innings ? WinMethod.Types.Value.ExtraTime : WinMethod.Types.Value.Regulation;
        return status;
    }

    private bool IsFull => last.Inning >= innings && last.Bottom && _isHalfOver;

    private bool IsDecidedByLead
    {
        get
        {
            var leadOfSecond = last.HomeBats == last.Bottom ? score.Home - score.Away : score.Away - score.Home;
            return last.Bottom ? leadOfSecond > 0 || (_isHalfOver && leadOfSecond < 0) : _isHalfOver && leadOfSecond > 0;
        }
    }
}
