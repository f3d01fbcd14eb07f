using Fanout.Protocol.Messages;
using Google.Protobuf;
using StatusValue = Fanout.Protocol.Messages.Status.Types.Value;

namespace Fanout.Protocol.Matches;

/// <summary>
/// What a match's past decides about the lists that it stands on, by the log's stamps alone: whoever follows the same
/// entries, or begins at a snapshot and follows the rest, comes to the same.
/// </summary>
public sealed class MatchTimes
{
    private const double DayMs = 86_400_000;
    private const double MsMax = 253_402_300_799_999; // 9999-12-31, the last day that a date can name

    private readonly uint[] _playedDays;

    private MatchTimes(uint[] playedDays, double? endedMs, double? changedMs) =>
        (_playedDays, EndedMs, ChangedMs) = (playedDays, endedMs, changedMs);

    /// <summary>Of a match of which nothing was seen yet.</summary>
    public static MatchTimes None { get; } = new([], null, null);

    /// <summary>Days on which it was played, in UTC, in the order of play.</summary>
    public IEnumerable<DateOnly> PlayedDays => _playedDays.Select(DayOf);

    /// <summary>Whether it was played on the same days.</summary>
    public bool IsSameDays(MatchTimes other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return _playedDays.AsSpan().SequenceEqual(other._playedDays);
    }

    /// <summary>When it became ENDED, Unix time in milliseconds; null where it is not, or nobody saw it.</summary>
    public double? EndedMs { get; }

    /// <summary>The stamp of its last entry, Unix time in milliseconds; null where nobody saw one.</summary>
    public double? ChangedMs { get; }

    /// <summary>Whether a match is being played.</summary>
    public static bool IsPlayed(StatusValue status) =>
        status is StatusValue.Live or StatusValue.Break or StatusValue.Interrupted;

    /// <summary>The day of an instant in UTC; null where no date can name it.</summary>
    public static DateOnly? DayAt(double unixMs) => unixMs is >= 0 and <= MsMax ? DayOf((uint)(unixMs / DayMs)) : null;

    /// <summary>After an entry.</summary>
    /// <param name="status">Of the match after the entry.</param>
    /// <param name="publishedMs">The log's stamp of the entry, Unix time in milliseconds.</param>
    public MatchTimes Observe(StatusValue status, long publishedMs)
    {
        double? endedMs = status == StatusValue.Ended ? EndedMs ?? publishedMs : null;
        var days = _playedDays;
        if (IsPlayed(status) && DayAt(publishedMs) is not null)
        {
            var day = (uint)(publishedMs / DayMs);
            days = days.Contains(day) ? days : [.. days, day];
        }
        return new MatchTimes(days, endedMs, publishedMs);
    }

    /// <summary>The public part of a match in a snapshot of the log.</summary>
    public byte[] Write(MatchState state)
    {
        var logged = new LoggedMatch { State = state, PlayedDays = { _playedDays } };
        if (EndedMs is { } endedMs)
            logged.EndedMs = endedMs;
        if (ChangedMs is { } changedMs)
            logged.ChangedMs = changedMs;
        return logged.ToByteArray();
    }

    /// <summary>Reads what <see cref="Write"/> wrote, or a part from before there were times in it.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are neither.</exception>
    public static MatchState Read(ReadOnlySpan<byte> part, out MatchTimes times)
    {
        var logged = LoggedMatch.Parser.ParseFrom(part);
        times = logged.State is null
            ? None
            : new MatchTimes(
                [.. logged.PlayedDays],
                logged.HasEndedMs ? logged.EndedMs : null,
                logged.HasChangedMs ? logged.ChangedMs : null);
        return logged.State ?? MatchState.Parser.ParseFrom(part);
    }

    private static DateOnly DayOf(uint day) => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays((int)day);
}
