using System.Net.Sockets;
using Npgsql;

namespace Fanout.Log.Archive;

/// <summary>What a failure of the server or of the way to it means.</summary>
internal static class ArchiveErrors
{
    /// <summary>Whether it is the world's: the server, the way to it, or a connection that ended meanwhile.</summary>
    public static bool IsWorld(Exception failure) =>
        failure is NpgsqlException or TimeoutException or IOException or SocketException or ObjectDisposedException;

    /// <summary>What callers are told. Messages of the client name no password.</summary>
    public static LogStorageException Explain(string what, Exception failure) =>
        new($"PostgreSQL could not {what}: {failure.Message}", failure);

    /// <summary>Runs it, and turns what the world does to it into a <see cref="LogStorageException"/>.</summary>
    public static async Task<T> GuardAsync<T>(string what, Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception failure) when (IsWorld(failure))
        {
            throw Explain(what, failure);
        }
    }
}
