using System.Globalization;
using Fanout.Ingest.Simulating.Names;
using Fanout.Ingest.Simulating.Sports;
using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Simulating;

/// <summary>
/// An endless match day that is invented as it goes. Pure: which matches there are at an hour, and what happens in them, depends on the seed and on
/// that hour alone, so a process that starts again finds the matches that it left, with the same events under the same ids.
/// </summary>
/// <remarks>
/// Matches stand in lanes. A lane belongs to a sport and has one start after another, a cycle apart; the lanes of a sport are spread evenly over its cycle,
/// which keeps matches before their start, in play, at half-time and just over at any moment.
/// </remarks>
public sealed class MatchDay
{
    private readonly ulong _seed;
    private readonly TimeSpan _lookBack;
    private readonly Lane[] _lanes;

    public MatchDay(SimulationOptions options)
        : this(options, Sports)
    {
    }

    internal MatchDay(SimulationOptions options, IReadOnlyList<SimulatedSport> sports)
    {
        ArgumentNullException.ThrowIfNull(options);
        _seed = (ulong)options.Seed;
        _lookBack = options.LookBack;
        _lanes = LanesFor(sports, options.MatchCount);
    }

    internal IReadOnlyList<Lane> Lanes => _lanes;

    internal static IReadOnlyList<SimulatedSport> Sports { get; } =
        [new FootballSport(), new TennisSport(), new BasketballSport(), new IceHockeySport(), new BadmintonSport(), new BaseballSport(), new CricketSport()];

    /// <summary>
    /// All that is told from an instant on, in order of <c>at</c>: first, at one go, what lies before it of the matches that are not long over; then
    /// what comes, without end.
    /// </summary>
    public IEnumerable<ScoreEvent> From(DateTimeOffset now)
    {
        var strands = new PriorityQueue<Strand, (DateTimeOffset Due, int Lane, long Number)>();
        foreach (var lane in _lanes) Queue(FirstOf(lane, now));
        while (strands.TryDequeue(out var strand, out _))
        {
            var told = strand.Events.Current;
            if (strand.IsFirst) Queue(new Strand(this, strand.Lane, strand.Number + 1));
            strand.IsFirst = false;
            Queue(strand);
            yield return told;
        }

        void Queue(Strand strand)
        {
            if (strand.Events.MoveNext())
                strands.Enqueue(strand, (strand.Events.Current.At.ToDateTimeOffset(), strand.Lane.Number, strand.Number));
        }
    }

    /// <summary>The match that is the n-th of a lane.</summary>
    internal SimulatedMatch Match(Lane lane, long number)
    {
        var sport = lane.Sport;
        var start = lane.StartOf(number);
        var random = new SimulationRandom(SimulationRandom.Seed(_seed, (ulong)lane.Number, (ulong)start.ToUnixTimeSeconds()));
        var (home, away) = PairFor(lane, number, random);
        return new SimulatedMatch
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"sim:{_seed}-{sport.Name}-{lane.Number}-{start:yyyyMMddHHmm}"),
            Sport = sport.Name,
            Start = start,
            Competition = lane.Competition,
            Home = Who(lane, home),
            Away = Who(lane, away),
            HomeSquad = Squad(sport, home),
            AwaySquad = Squad(sport, away),
            Venue = InventedTeams.Town(home),
            Random = random,
        };
    }

    private IEnumerable<ScoreEvent> Play(Lane lane, long number) => Heartbeats.Between(lane.Sport.Play(Match(lane, number)));

    private Strand FirstOf(Lane lane, DateTimeOffset now)
    {
        for (var number = lane.FirstSince(now - lane.Longest - _lookBack); ; number++)
        {
            // Not even a match that was given up before its start is over so soon.
            if (lane.StartOf(number) - SimulatedMatch.Notice >= now - _lookBack) return new Strand(this, lane, number);
            var last = Play(lane, number).Last();
            if (last.At.ToDateTimeOffset() >= now - _lookBack) return new Strand(this, lane, number);
        }
    }

    // A lane has fours of its own that take turns, so that nobody plays twice at a time even when a match runs into the next.
    private static (int Home, int Away) PairFor(Lane lane, long number, SimulationRandom random)
    {
        var turns = lane.Sport.Turns;
        var group = ((lane.PlaceInSport * turns) + (int)(number % turns)) * 4;
        var home = random.Below(4);
        var away = (home + random.Between(1, 3)) % 4;
        return (group + home, group + away);
    }

    private static Participant Who(Lane lane, int number)
    {
        var sport = lane.Sport;
        if (sport.SquadSize > 0) return InventedTeams.Team(sport.Name, number, sport.TeamSuffixes);
        return lane.Competition.IsDoubles ? InventedPeople.Pair(sport.Name, number) : InventedPeople.Person(sport.Name, number);
    }

    private static string[] Squad(SimulatedSport sport, int team)
    {
        var random = new SimulationRandom(SimulationRandom.Seed(sport.Name, team));
        var squad = new HashSet<string>(StringComparer.Ordinal);
        while (squad.Count < sport.SquadSize) squad.Add(InventedPeople.Player(random));
        return [.. squad];
    }

    private static Lane[] LanesFor(IReadOnlyList<SimulatedSport> sports, int count)
    {
        var lanes = new List<Lane>(count);
        var shares = sports.Sum(static sport => sport.Share);
        var shared = 0;
        foreach (var sport in sports)
        {
            shared += sport.Share;
            var end = (int)((long)count * shared / shares);
            var own = end - lanes.Count;
            for (var place = 0; place < own; place++) lanes.Add(new Lane(lanes.Count, sport, place, own));
        }

        return [.. lanes];
    }

    /// <summary>One match being told.</summary>
    private sealed class Strand(MatchDay day, Lane lane, long number)
    {
        public Lane Lane => lane;

        public long Number => number;

        public bool IsFirst { get; set; } = true;

        public IEnumerator<ScoreEvent> Events { get; } = day.Play(lane, number).GetEnumerator();
    }

    /// <param name="Number">Among all lanes.</param>
    /// <param name="PlaceInSport">Among the <paramref name="CountOfSport"/> lanes of its sport.</param>
    internal sealed record Lane(int Number, SimulatedSport Sport, int PlaceInSport, int CountOfSport)
    {
        public SimulatedCompetition Competition => Sport.Competitions[PlaceInSport % Sport.Competitions.Count];

        /// <summary>See <see cref="SimulatedSport.Longest"/>.</summary>
        public TimeSpan Longest => Competition.Longest ?? Sport.Longest;

        private TimeSpan Cycle => Competition.Cycle ?? Sport.Cycle;

        // What takes days begins in the morning.
        private TimeSpan Phase => Cycle < TimeSpan.FromDays(1)
            ? TimeSpan.FromMinutes(Math.Floor(Cycle.TotalMinutes * PlaceInSport / CountOfSport))
            : TimeSpan.FromDays(Math.Floor(Cycle.TotalDays * PlaceInSport / CountOfSport)) + TimeSpan.FromHours(10);

        /// <summary>Scheduled start of the n-th match since 1970.</summary>
        public DateTimeOffset StartOf(long number) => DateTimeOffset.UnixEpoch + Phase + (Cycle * number);

        /// <summary>Number of the first match that starts at an instant or after it.</summary>
        public long FirstSince(DateTimeOffset instant)
        {
            var since = instant - DateTimeOffset.UnixEpoch - Phase;
            return (since.Ticks + Cycle.Ticks - 1) / Cycle.Ticks;
        }
    }
}
