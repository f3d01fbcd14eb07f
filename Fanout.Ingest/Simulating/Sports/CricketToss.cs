using Fanout.Protocol.Messages;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Simulating.Sports;

/// <summary>The toss, half an hour before the first ball.</summary>
internal static class CricketToss
{
    public static ScoreEvent Tell(SimulatedMatch match, bool homeFirst)
    {
        var isWonByHome = match.Random.Chance(500);
        var toss = match.Say(TimeSpan.FromMinutes(-30), MatchStatus.PreMatch);
        var winner = isWonByHome ? match.Home.Name : match.Away.Name;
        toss.Incident = new IncidentUpdate
        {
            Id = match.NextIncident(),
            Type = "comment",
            Text = $"{winner} won the toss and chose to {(isWonByHome == homeFirst ? "bat" : "field")}",
            Order = -1,
        };
        return toss;
    }
}
