using System.Globalization;
using Fanout.Log;
using Fanout.Perf.Driving;
using LogEntry = Fanout.Log.Entry;

namespace Fanout.Perf.Nodes;

/// <summary>The entries of many matches in turn, made before they are due. One thread.</summary>
internal sealed class MadeUpEvents
{
    private const int MadeMax = 2_000_000; // of half a KiB each, about 1 GiB

    private readonly MadeUpMatch[] _matches;
    private LogEntry[] _made = [];
    private int _madeNext;
    private ulong _logSequence;
    private int _nextMatch;

    /// <param name="count">Matches.</param>
    /// <param name="partitionCount">Partitions of the log that they are in.</param>
    /// <param name="frameSize">Bytes of a frame of `score/`.</param>
    public MadeUpEvents(int count, int partitionCount, int frameSize) => _matches =
    [
        .. Enumerable.Range(0, count).Select(IdOf)
            .Select(id => new MadeUpMatch(id, Partitioning.Of(id, partitionCount), frameSize)),
    ];

    /// <summary>Sequence of the last entry that was made of the last match.</summary>
    public uint Sequence => _matches[^1].Sequence;

    public static string IdOf(int match) => string.Create(CultureInfo.InvariantCulture, $"m{match}");

    /// <summary>The first entry of each match; asked for once, before all others.</summary>
    public LogEntry[] First() => [.. _matches.Select(match => match.First(UnixClock.NowUs / 1000))];

    /// <summary>Makes the next entries; what was made before and not taken is forgotten.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More events than memory is meant for.</exception>
    public void Prepare(Schedule schedule)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(schedule.Count, MadeMax);
        foreach (var match in _matches)
        {
            if (_madeNext < _made.Length)
                match.Revert();
            else
                match.Keep();
        }
        (_made, _madeNext) = (new LogEntry[schedule.Count], 0);
        for (var index = 0; index < _made.Length; index++)
        {
            var match = _matches[(_nextMatch + index) % _matches.Length];
            _made[index] = match.Next(schedule.DueUs(index), _logSequence + (ulong)index + 1);
        }
    }

    /// <summary>Takes the next entry that was made.</summary>
    public LogEntry Next()
    {
        var next = _made[_madeNext++];
        if (_madeNext == _made.Length)
            (_made, _madeNext) = ([], 0);
        _logSequence++;
        _nextMatch = (_nextMatch + 1) % _matches.Length;
        return next;
    }
}
