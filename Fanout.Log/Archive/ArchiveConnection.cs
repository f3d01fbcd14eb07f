using Npgsql;

namespace Fanout.Log.Archive;

/// <summary>Reads the connection string, and sets what the archive needs where it says nothing.</summary>
internal static class ArchiveConnection
{
    /// <summary>Seconds for one attempt to connect; <c>Timeout</c> in the string overrides it.</summary>
    private const int ConnectSeconds = 5;

    /// <summary>Seconds until an unanswered command counts as lost; <c>Command Timeout</c> overrides it.</summary>
    private const int CommandSeconds = 10;

    /// <summary>Connections that reads of one process share; <c>Maximum Pool Size</c> overrides it.</summary>
    private const int ReadersMax = 8;

    /// <exception cref="ArgumentException">It cannot be read, or names no server; the message says why.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text, string? password = null)
    {
        var builder = new NpgsqlConnectionStringBuilder(text);
        if (string.IsNullOrEmpty(builder.Host))
            throw new ArgumentException("it names no server, Host=NAME");
        if (!builder.ShouldSerialize("Timeout"))
            builder.Timeout = ConnectSeconds;
        if (!builder.ShouldSerialize("Command Timeout"))
            builder.CommandTimeout = CommandSeconds;
        if (!builder.ShouldSerialize("Maximum Pool Size"))
            builder.MaxPoolSize = ReadersMax;
        builder.ApplicationName ??= "fanout";
        builder.Password ??= password;
        return builder;
    }

    /// <summary>What keeps a connection string from being used, without its values; <see langword="null"/>: nothing.</summary>
    public static string? ProblemOf(string connection)
    {
        try
        {
            Parse(connection);
            return null;
        }
        catch (ArgumentException failure)
        {
            return failure.Message.Split('\n')[0].Split(" (Parameter")[0];
        }
    }

    /// <summary>Where the string leads, without who goes there.</summary>
    public static string NameOf(NpgsqlConnectionStringBuilder builder) =>
        $"PostgreSQL {builder.Host}:{builder.Port}/{builder.Database ?? builder.Username}";
}
