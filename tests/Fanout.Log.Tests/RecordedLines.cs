using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Fanout.Log.Tests;

/// <summary>Keeps what is written to the program's log.</summary>
internal sealed class RecordedLines : ILogger
{
    private readonly ConcurrentQueue<(int Id, LogLevel Level, string Text, Exception? Failure)> _lines = new();

    /// <summary>Lines of one event, in their order.</summary>
    public IReadOnlyList<(LogLevel Level, string Text)> Of(int id) =>
        [.. _lines.Where(line => line.Id == id).Select(static line => (line.Level, line.Text))];

    /// <summary>What came with the lines of one event, in their order; its stack would be printed with the line.</summary>
    public IReadOnlyList<Exception?> FailuresOf(int id) =>
        [.. _lines.Where(line => line.Id == id).Select(static line => line.Failure)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((eventId.Id, logLevel, formatter(state, exception), exception));
}
