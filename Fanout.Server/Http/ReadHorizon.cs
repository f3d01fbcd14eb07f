using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Fanout.Server.Sessions;
using Fanout.Server.Topics;

namespace Fanout.Server.Http;

/// <summary>How far the reader of a request sees: what came into force later is not there for it.</summary>
/// <param name="DelaySeconds">The delay granted: the larger of asked and entitled. 0 to 120.</param>
/// <param name="Ms">The horizon (<see cref="Horizon"/>).</param>
internal sealed record ReadHorizon(uint DelaySeconds, long Ms)
{
    /// <summary>That of a request which the gate has let through.</summary>
    public static ReadHorizon Of(HttpContext http) =>
        http.Features.Get<ReadHorizon>() ?? throw new InvalidOperationException("the request did not pass the gate");

    /// <summary>Reads a delay as it stands in a query; none is 0.</summary>
    public static bool TryReadDelay(
        string name, string? text, out uint delaySeconds, [NotNullWhen(false)] out string? problem)
    {
        delaySeconds = 0;
        problem = string.IsNullOrEmpty(text)
            || (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out delaySeconds)
                && delaySeconds <= Horizon.DelaySecondsMax)
                ? null
                : $"{name}: \"{text}\" is not a number of seconds from 0 to {Horizon.DelaySecondsMax}";
        return problem is null;
    }

    /// <summary>An entity tag: where the answer stands, and with a suffix from how far behind live.</summary>
    public string Tag(string position) => DelaySeconds == 0
        ? position
        : string.Create(CultureInfo.InvariantCulture, $"{position}-d{DelaySeconds}");

    /// <summary>
    /// Why something is not there: it came later, so that it does not exist for this reader, or memory does not reach
    /// back so far.
    /// </summary>
    public IResult Refuse(HttpContext http, TopicName? name, Cover cover)
    {
        if (name is not null && cover.Kind == CoverKind.NotYet)
            return Problem.NotFound(Unknown(name.Key));
        var seconds = (DelayRefusal.RetryAfterMs(cover, Ms) + 999) / 1000;
        return Problem.Unavailable(
            http, $"delaySeconds: what a delay of {DelaySeconds} s needs is not held; in {seconds} s it will be", seconds);
    }

    /// <summary>What is said of a match that is not there, whenever it comes.</summary>
    public static string Unknown(string matchId) => $"match \"{matchId}\" is not known here";
}
