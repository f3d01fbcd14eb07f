using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Simulating;

/// <summary>How large, how fast and which simulated match day.</summary>
public sealed class SimulationOptions
{
    /// <summary>Which match day: the same number gives the same matches at the same hours. 1 by default.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>
    /// How many matches there are at a time, counting those that have just ended or are soon to begin. 1 to 20,000; 32 by default,
    /// enough that some match is always before its start, in play, at half-time and just over.
    /// </summary>
    [Range(1, 20_000)]
    public int MatchCount { get; set; } = 32;

    /// <summary>
    /// Simulated seconds in a real one. 0.5 to 1000; 1 by default. Clocks that viewers see always run in real seconds, so above 1 a clock jumps ahead
    /// with every event that carries it.
    /// </summary>
    [Range(0.5, 1000)]
    public double Speed { get; set; } = 1;

    /// <summary>
    /// How long ago, in simulated time, a match may have ended and still be told at the start. Zero to 6 h; 2 h by default: a server that was away
    /// for less finds the end of every match that it left in play.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "06:00:00")]
    public TimeSpan LookBack { get; set; } = TimeSpan.FromHours(2);
}

/// <summary>Checks <see cref="SimulationOptions"/> against its annotations, by generated code.</summary>
[OptionsValidator]
internal sealed partial class SimulationOptionsValidator : IValidateOptions<SimulationOptions>;
