using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising;

/// <summary>The part of a score that only one sport has.</summary>
/// <remarks>
/// Lists, messages and texts that are empty say nothing. Plain numbers and flags of one part (outs, balls, strikes;
/// power play and nets) cannot be absent in these messages: they are stated together whenever the part is.
/// </remarks>
internal static class SportParts
{
    public static Refusal? Apply(Proposal proposal, ScoreUpdate update)
    {
        var delta = proposal.Delta;
        if (update.Tennis is { } tennis)
        {
            if (Tennis(tennis) is { } refusal) return refusal.Within("score.tennis");
            if (proposal.Takes("tennis", tennis)) delta.Tennis = Change(tennis);
        }
        if (update.Badminton is { } badminton && proposal.Takes("badminton", badminton))
            delta.Badminton = Change(badminton);
        if (update.Cricket is { } cricket && proposal.Takes("cricket", cricket)) delta.Cricket = Change(cricket);
        if (update.Baseball is { } baseball && proposal.Takes("baseball", baseball)) delta.Baseball = Change(baseball);
        if (update.Basketball is { } basketball && proposal.Takes("basketball", basketball))
            delta.Basketball = Change(basketball);
        if (update.IceHockey is { } iceHockey && proposal.Takes("iceHockey", iceHockey))
            delta.IceHockey = Change(iceHockey);
        if (update.Football is { } football) Football(proposal, football);
        return null;
    }

    private static Refusal? Tennis(Tennis tennis)
    {
        if (tennis.Game is not { } game) return null;
        if (!TennisPoints.IsWord(game.Home))
            return Refusal.Impossible("game.home", $"\"{game.Home}\" is no score of a game");
        return TennisPoints.IsWord(game.Away)
            ? null
            : Refusal.Impossible("game.away", $"\"{game.Away}\" is no score of a game");
    }

    private static TennisChange Change(Tennis tennis)
    {
        var change = new TennisChange { Game = tennis.Game };
        if (tennis.Sets.Count > 0) change.Sets = new TennisSetTail { Items = { tennis.Sets } };
        if (tennis.Server.Length > 0) change.Server = tennis.Server;
        return change;
    }

    private static BadmintonChange Change(Badminton badminton)
    {
        var change = new BadmintonChange();
        if (badminton.Games.Count > 0) change.Games = new PairTail { Items = { badminton.Games } };
        if (badminton.Server.Length > 0) change.Server = badminton.Server;
        return change;
    }

    private static CricketChange Change(Cricket cricket)
    {
        var change = new CricketChange();
        if (cricket.Innings.Count > 0) change.Innings = new CricketInningsTail { Items = { cricket.Innings } };
        if (cricket.Striker.Length > 0) change.Striker = cricket.Striker;
        if (cricket.NonStriker.Length > 0) change.NonStriker = cricket.NonStriker;
        if (cricket.Bowler.Length > 0) change.Bowler = cricket.Bowler;
        return change;
    }

    private static BaseballChange Change(Baseball baseball)
    {
        var change = new BaseballChange
        {
            Hits = baseball.Hits,
            Errors = baseball.Errors,
            Outs = baseball.Outs,
            Balls = baseball.Balls,
            Strikes = baseball.Strikes,
            Bases = baseball.Bases,
        };
        if (baseball.Innings.Count > 0) change.Innings = new BaseballInningTail { Items = { baseball.Innings } };
        return change;
    }

    private static BasketballChange Change(Basketball basketball)
    {
        var change = new BasketballChange { Fouls = basketball.Fouls, Timeouts = basketball.Timeouts };
        if (basketball.Possession.Length > 0) change.Possession = basketball.Possession;
        return change;
    }

    private static IceHockeyChange Change(IceHockey iceHockey) => new()
    {
        Skaters = iceHockey.Skaters,
        PowerPlay = iceHockey.PowerPlay,
        HomeNetEmpty = iceHockey.HomeNetEmpty,
        AwayNetEmpty = iceHockey.AwayNetEmpty,
    };

    private static void Football(Proposal proposal, Football football)
    {
        var change = proposal.Delta.Football ?? new FootballChange();
        if (football.YellowCards is not null && proposal.Takes(ScoreFields.YellowCards, football.YellowCards))
            change.YellowCards = football.YellowCards;
        if (football.RedCards is not null && proposal.Takes(ScoreFields.RedCards, football.RedCards))
            change.RedCards = football.RedCards;
        if (football.Corners is not null && proposal.Takes("football.corners", football.Corners))
            change.Corners = football.Corners;
        if (change.CalculateSize() > 0) proposal.Delta.Football = change;
    }
}
