namespace Fanout.Log;

/// <summary>A log cannot be copied as things stand. The target is no log; the message says what is in the way.</summary>
public sealed class LogMigrationException : Exception
{
    public LogMigrationException()
    {
    }

    public LogMigrationException(string message) : base(message)
    {
    }

    public LogMigrationException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
