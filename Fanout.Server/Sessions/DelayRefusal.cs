using System.Globalization;
using Fanout.Protocol.Messages;
using Fanout.Server.Resync;
using Fanout.Server.Topics;

namespace Fanout.Server.Sessions;

/// <summary>Why a delay cannot be had: it is refused then, never shortened (DESIGN 7).</summary>
internal static class DelayRefusal
{
    private const uint AtAnyRate = 1; // a hint of 0 is none

    /// <summary>A delay that nobody can have; null where it is possible.</summary>
    public static Error? OfValue(uint delaySeconds) => delaySeconds <= Horizon.DelaySecondsMax
        ? null
        : new Error
        {
            Code = ErrorCode.Types.Value.DelayUnavailable,
            Message = $"a delay of {delaySeconds} s exceeds {Horizon.DelaySecondsMax} s",
        };

    /// <summary>A topic that is not there at a horizon, or is no longer; null where it is.</summary>
    public static Error? Of(TopicName name, Cover cover, uint delaySeconds, long horizonMs) => cover.Kind switch
    {
        CoverKind.Held => null,
        CoverKind.NotYet => new Error { Code = ErrorCode.Types.Value.NotFound, Message = NotFound(name) },
        _ => new Error
        {
            Code = ErrorCode.Types.Value.DelayUnavailable,
            Message = string.Create(
                CultureInfo.InvariantCulture,
                $"{name} is held since {Seconds(cover.FromMs - horizonMs)} s after what a delay of {delaySeconds} s needs"),
            RetryAfterMs = RetryAfterMs(cover, horizonMs),
        },
    };

    /// <summary>What answers a request whose horizon is not held (any more).</summary>
    public static Error Of(AnswerRequest request)
    {
        var horizonMs = request.HorizonMs;
        return Of(request.Topic.Name, request.Topic.CoverAt(horizonMs), request.Delay?.Seconds ?? 0, horizonMs) ?? new Error
        {
            Code = ErrorCode.Types.Value.Unavailable,
            Message = $"{request.Topic.Name} is not held as far back as it must be",
            RetryAfterMs = AtAnyRate,
        };
    }

    /// <summary>When the horizon will have come to what is held.</summary>
    public static uint RetryAfterMs(Cover cover, long horizonMs) =>
        (uint)Math.Clamp(cover.FromMs - horizonMs, AtAnyRate, Horizon.DelaySecondsMax * 1000L);

    /// <summary>What is said of a match that is not there, whenever it comes.</summary>
    public static string NotFound(TopicName name) => $"there is no match {name.Key}";

    private static double Seconds(long ms) => Math.Max(0, ms) / 1000.0;
}
