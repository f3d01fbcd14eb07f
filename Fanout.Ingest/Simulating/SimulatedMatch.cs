using System.Globalization;
using Fanout.Protocol.Messages;
using Google.Protobuf.WellKnownTypes;
using Confirmed = Fanout.Protocol.Messages.Result.Types.Value;
using MatchStatus = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Ingest.Simulating;

/// <summary>Who plays when and for what, as the match day decided it, and the events that every sport needs.</summary>
internal sealed class SimulatedMatch
{
    /// <summary>How long before its start a match becomes known.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromMinutes(60);

    // A match is confirmed some time after its end, so that boards show it as ended first.
    private static readonly TimeSpan ConfirmedAfter = TimeSpan.FromMinutes(12);

    private int _events;
    private int _incidents;

    public required string Id { get; init; }

    public required string Sport { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required SimulatedCompetition Competition { get; init; }

    public required Participant Home { get; init; }

    public required Participant Away { get; init; }

    /// <summary>Names of the home team's players, the starters first; empty where the participants are persons.</summary>
    public required IReadOnlyList<string> HomeSquad { get; init; }

    /// <inheritdoc cref="HomeSquad"/>
    public required IReadOnlyList<string> AwaySquad { get; init; }

    public required string Venue { get; init; }

    public required SimulationRandom Random { get; init; }

    /// <summary>The next event, still without content, so long after the scheduled start.</summary>
    public ScoreEvent At(TimeSpan sinceStart) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"{Id}:{++_events}"),
        Match = Id,
        At = (Start + sinceStart).ToTimestamp(),
    };

    /// <summary>The next event, which says where the match stands from so long after the scheduled start.</summary>
    public ScoreEvent Say(TimeSpan sinceStart, MatchStatus status, string reason = "")
    {
        var said = At(sinceStart);
        said.Status = new StatusUpdate { Status = status };
        if (reason.Length > 0) said.Status.Reason = reason;
        return said;
    }

    /// <summary>An id for a further incident of the match.</summary>
    public string NextIncident() => string.Create(CultureInfo.InvariantCulture, $"i{++_incidents}");

    /// <summary>Makes the match known; always its first event.</summary>
    public ScoreEvent Announce()
    {
        var announced = At(-Notice);
        announced.Status = new StatusUpdate { Status = MatchStatus.Scheduled };
        announced.Fixture = new Fixture
        {
            Sport = Sport,
            Competition = new Competition { Id = $"sim:{Competition.Key}", Name = Competition.Name },
            Home = Home,
            Away = Away,
            Start = Start.ToTimestamp(),
            StartPrecision = StartPrecision.Types.Value.Minute,
            Venue = Venue,
            TimeZone = "Etc/UTC",
            Format = Competition.Format,
        };
        return announced;
    }

    /// <summary>One side gives up, before the match or during it, and the other has won.</summary>
    /// <param name="sinceStart">When.</param>
    /// <param name="status">RETIRED or WALKOVER.</param>
    /// <param name="way">The same, as the way in which the other has won.</param>
    /// <param name="home">Whether it is the home side that gives up.</param>
    public IEnumerable<ScoreEvent> GiveUp(TimeSpan sinceStart, MatchStatus status, WinMethod.Types.Value way, bool home)
    {
        var givenUp = Say(sinceStart, status, status == MatchStatus.Retired ? "INJURY" : "ILLNESS");
        givenUp.Status.Winner = home ? Winner.Types.Value.Away : Winner.Types.Value.Home;
        givenUp.Status.WinMethod = way;
        yield return givenUp;
        yield return Confirm(sinceStart);
    }

    /// <summary>Confirms the result, some time after the end; always the last event.</summary>
    public ScoreEvent Confirm(TimeSpan ended)
    {
        var confirmed = At(ended + ConfirmedAfter);
        confirmed.Status = new StatusUpdate { Status = MatchStatus.Final, Result = Confirmed.Confirmed };
        return confirmed;
    }

    /// <summary>Whether a score has a winner, and which; <see langword="null"/> when it is level.</summary>
    public static Winner.Types.Value? Leader(int home, int away) =>
        home == away ? null : home > away ? Winner.Types.Value.Home : Winner.Types.Value.Away;
}
