using Fanout.Protocol.Matches;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Normalising;

/// <summary>
/// How far numbers may fall without surprise: by what incidents that counted had brought, to the side that they were
/// credited to, until the feed states the numbers next. Anything beyond is the feed correcting itself.
/// </summary>
internal static class TakenBackRule
{
    private const int RunsOfPlayMax = 4; // three on the bases and the batter
    private const int RunsOfBoundary = 4;
    private const int RunsOfSix = 6;
    private const int BasketMax = 3;

    /// <summary>Numbers that hold the score in another shape: to state one of them is to state the score.</summary>
    private static readonly string[] Scores =
    [
        ScoreFields.Score,
        ScoreFields.TennisSets,
        ScoreFields.BadmintonGames,
        ScoreFields.CricketInnings,
        ScoreFields.BaseballInnings,
    ];

    /// <summary>An incident is voided. What counts is how the match had it, not what the event says of it.</summary>
    public static void TakeBack(Proposal proposal, string incident)
    {
        var known = proposal.Work.State.Elements<Incident>(MatchState.IncidentsFieldNumber).Find(incident);
        if (known is not null && IncidentLifecycle.Counts(known)) Add(proposal, known, 1);
    }

    /// <summary>A voided incident is reinstated: the score has no reason to fall any more.</summary>
    public static void GiveBack(Proposal proposal, Incident reinstated)
    {
        if (IncidentLifecycle.Counts(reinstated)) Add(proposal, reinstated, -1);
    }

    /// <summary>Numbers that the event states are what they are, whatever was voided before.</summary>
    public static void Settle(Proposal proposal)
    {
        var stated = proposal.Writer.Fields;
        if (Scores.Any(stated.Contains)) proposal.TakenBack.Home = proposal.TakenBack.Away = 0;
        if (stated.Contains(ScoreFields.Shootout)) proposal.TakenBack.KicksHome = proposal.TakenBack.KicksAway = 0;
        if (stated.Contains(ScoreFields.CricketInnings)) proposal.TakenBack.Wickets = 0;
    }

    private static void Add(Proposal proposal, Incident incident, int sign)
    {
        var sum = proposal.TakenBack;
        var isHome = incident.Team == "home";
        if (incident.Type == "wicket") sum.Wickets = Sum(sum.Wickets, sign);
        if (!isHome && incident.Team != "away") return; // credited to nobody: nobody's score may fall for it
        var (score, kicks) = (sign * ScoreOf(proposal.Sport, incident), sign * KicksOf(incident));
        if (isHome) (sum.Home, sum.KicksHome) = (Sum(sum.Home, score), Sum(sum.KicksHome, kicks));
        else (sum.Away, sum.KicksAway) = (Sum(sum.Away, score), Sum(sum.KicksAway, kicks));
    }

    /// <summary>What an incident brought its side; where it does not say, the most that it can have brought.</summary>
    private static int ScoreOf(string sport, Incident incident) => (incident.Type, incident.Method) switch
    {
        ("goal", _) => 1,
        ("point", "free_throw") => 1,
        ("point", "two") => 2,
        ("point", _) => sport == "basketball" ? BasketMax : 1,
        ("boundary", "four") => RunsOfBoundary,
        ("boundary", _) => RunsOfSix,
        ("run_play", _) => RunsOfPlayMax,
        _ => 0,
    };

    private static int KicksOf(Incident incident) =>
        incident is { Type: "shootout_kick", Method: not ("missed" or "saved") } ? 1 : 0;

    private static uint Sum(uint sum, int more) => (uint)Math.Max(0, sum + more);
}
