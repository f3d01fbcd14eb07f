using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising;

/// <summary>The part of a score that only one sport has.</summary>
/// <remarks>
/// Every member is a field of its own, newest <c>at</c> wins: runs that arrive late are taken although the outs were
/// stated since. What an update does not state stays as it is.
/// </remarks>
internal static class SportParts
{
    public static Refusal? Apply(Proposal proposal, ScoreUpdate update)
    {
        if (update.Tennis is { } tennis && Apply(proposal, tennis) is { } refusal) return refusal.Within("score.tennis");
        if (update.Badminton is { } badminton) Apply(proposal, badminton);
        if (update.Cricket is { } cricket) Apply(proposal, cricket);
        if (update.Baseball is { } baseball) Apply(proposal, baseball);
        if (update.Basketball is { } basketball) Apply(proposal, basketball);
        if (update.IceHockey is { } iceHockey) Apply(proposal, iceHockey);
        if (update.Football is { } football) Apply(proposal, football);
        return null;
    }

    private static Refusal? Apply(Proposal proposal, TennisUpdate update)
    {
        var change = new TennisChange();
        if (update.Game is { } game)
        {
            var refusal = NoCount("game.home", game.Home) ?? NoCount("game.away", game.Away);
            if (refusal is not null) return refusal;
            if (proposal.Takes("tennis.game", game)) change.Game = game;
        }
        if (update.Sets.Count > 0 && proposal.Takes(ScoreFields.TennisSets, update.Sets))
            change.Sets = new TennisSetTail { Items = { update.Sets } };
        if (update.HasServer && proposal.Takes("tennis.server", update.Server)) change.Server = update.Server;
        if (change.CalculateSize() > 0) proposal.Delta.Tennis = change;
        return null;
    }

    private static Refusal? NoCount(string path, string text) =>
        TennisPoints.IsWord(text) ? null : Refusal.Impossible(path, $"\"{text}\" is no score of a game");

    private static void Apply(Proposal proposal, BadmintonUpdate update)
    {
        var change = new BadmintonChange();
        if (update.Games.Count > 0 && proposal.Takes(ScoreFields.BadmintonGames, update.Games))
            change.Games = new PairTail { Items = { update.Games } };
        if (update.HasServer && proposal.Takes("badminton.server", update.Server)) change.Server = update.Server;
        if (change.CalculateSize() > 0) proposal.Delta.Badminton = change;
    }

    private static void Apply(Proposal proposal, CricketUpdate update)
    {
        var change = new CricketChange();
        if (update.Innings.Count > 0 && proposal.Takes(ScoreFields.CricketInnings, update.Innings))
            change.Innings = new CricketInningsTail { Items = { update.Innings } };
        if (update.HasStriker && proposal.Takes("cricket.striker", update.Striker)) change.Striker = update.Striker;
        if (update.HasNonStriker && proposal.Takes("cricket.nonStriker", update.NonStriker))
            change.NonStriker = update.NonStriker;
        if (update.HasBowler && proposal.Takes("cricket.bowler", update.Bowler)) change.Bowler = update.Bowler;
        if (change.CalculateSize() > 0) proposal.Delta.Cricket = change;
    }

    private static void Apply(Proposal proposal, BaseballUpdate update)
    {
        var change = new BaseballChange();
        if (update.Innings.Count > 0 && proposal.Takes(ScoreFields.BaseballInnings, update.Innings))
            change.Innings = new BaseballInningTail { Items = { update.Innings } };
        if (update.Hits is not null && proposal.Takes("baseball.hits", update.Hits)) change.Hits = update.Hits;
        if (update.Errors is not null && proposal.Takes("baseball.errors", update.Errors))
            change.Errors = update.Errors;
        if (update.HasOuts && proposal.Takes("baseball.outs", update.Outs)) change.Outs = update.Outs;
        if (update.HasBalls && proposal.Takes("baseball.balls", update.Balls)) change.Balls = update.Balls;
        if (update.HasStrikes && proposal.Takes("baseball.strikes", update.Strikes)) change.Strikes = update.Strikes;
        if (update.Bases is not null && proposal.Takes("baseball.bases", update.Bases)) change.Bases = update.Bases;
        if (change.CalculateSize() > 0) proposal.Delta.Baseball = change;
    }

    private static void Apply(Proposal proposal, BasketballUpdate update)
    {
        var change = new BasketballChange();
        if (update.Fouls is not null && proposal.Takes("basketball.fouls", update.Fouls)) change.Fouls = update.Fouls;
        if (update.Timeouts is not null && proposal.Takes("basketball.timeouts", update.Timeouts))
            change.Timeouts = update.Timeouts;
        if (update.HasPossession && proposal.Takes("basketball.possession", update.Possession))
            change.Possession = update.Possession;
        if (change.CalculateSize() > 0) proposal.Delta.Basketball = change;
    }

    private static void Apply(Proposal proposal, IceHockeyUpdate update)
    {
        var change = new IceHockeyChange();
        if (update.Skaters is not null && proposal.Takes("iceHockey.skaters", update.Skaters))
            change.Skaters = update.Skaters;
        if (update.HasPowerPlay && proposal.Takes("iceHockey.powerPlay", update.PowerPlay))
            change.PowerPlay = update.PowerPlay;
        if (update.HasHomeNetEmpty && proposal.Takes("iceHockey.homeNetEmpty", update.HomeNetEmpty))
            change.HomeNetEmpty = update.HomeNetEmpty;
        if (update.HasAwayNetEmpty && proposal.Takes("iceHockey.awayNetEmpty", update.AwayNetEmpty))
            change.AwayNetEmpty = update.AwayNetEmpty;
        if (change.CalculateSize() > 0) proposal.Delta.IceHockey = change;
    }

    private static void Apply(Proposal proposal, Football update)
    {
        var change = new FootballChange();
        if (update.YellowCards is not null && proposal.Takes(ScoreFields.YellowCards, update.YellowCards))
            change.YellowCards = update.YellowCards;
        if (update.RedCards is not null && proposal.Takes(ScoreFields.RedCards, update.RedCards))
            change.RedCards = update.RedCards;
        if (update.Corners is not null && proposal.Takes("football.corners", update.Corners))
            change.Corners = update.Corners;
        if (change.CalculateSize() > 0) proposal.Delta.Football = change;
    }
}
