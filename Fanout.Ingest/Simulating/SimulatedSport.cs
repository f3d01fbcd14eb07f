using Fanout.Protocol.Messages;

namespace Fanout.Ingest.Simulating;

/// <summary>One sport of the match day. A further sport is one more of these, and its place in <see cref="MatchDay.Sports"/>.</summary>
internal abstract class SimulatedSport
{
    /// <summary>Its name in the vocabulary; part of match ids.</summary>
    public abstract string Name { get; }

    /// <summary>How many matches are of it, in proportion to the other sports; of all seven, out of a hundred.</summary>
    public abstract int Share { get; }

    /// <summary>From one start to the next of a lane, in whole minutes: longer than an ordinary match, so that some lane always rests.</summary>
    public abstract TimeSpan Cycle { get; }

    /// <summary>No match of it takes longer from its scheduled start to FINAL, with every delay it may have.</summary>
    public abstract TimeSpan Longest { get; }

    /// <summary>
    /// How many fours of participants take turns in a lane: enough that a match is over, with every delay it may
    /// have, when they meet again.
    /// </summary>
    public virtual int Turns => 2;

    public abstract IReadOnlyList<SimulatedCompetition> Competitions { get; }

    /// <summary>Players of a team; 0 where the participants are persons.</summary>
    public abstract int SquadSize { get; }

    /// <summary>What the second word of a team's name may be; none where the participants are persons.</summary>
    public abstract IReadOnlyList<string> TeamSuffixes { get; }

    /// <summary>
    /// Tells a whole match lazily, from the fixture to FINAL. Times never go back. What happens depends on <see cref="SimulatedMatch.Random"/> alone.
    /// </summary>
    public abstract IEnumerable<ScoreEvent> Play(SimulatedMatch match);
}

/// <summary>An invented competition.</summary>
/// <param name="Key">Part of its id: lower-case letters and dashes.</param>
/// <param name="Knockout">A match of it must have a winner.</param>
/// <param name="Format">What its rules leave open.</param>
/// <param name="IsDoubles">Its participants are pairs of persons; only where the sport has no squads.</param>
internal sealed record SimulatedCompetition(string Key, string Name, bool Knockout, Format Format, bool IsDoubles = false)
{
    /// <summary>Where its matches need other ones than the sport's; see <see cref="SimulatedSport.Cycle"/>.</summary>
    public TimeSpan? Cycle { get; init; }

    /// <summary>See <see cref="SimulatedSport.Longest"/>.</summary>
    public TimeSpan? Longest { get; init; }
}
