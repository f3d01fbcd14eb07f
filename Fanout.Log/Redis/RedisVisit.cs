using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>A way to the servers for programs that come and go: made at once, or not at all.</summary>
internal static class RedisVisit
{
    /// <exception cref="LogStorageException">The servers cannot be reached, or must not be used.</exception>
    /// <exception cref="ArgumentException">The connection string cannot be read.</exception>
    public static async Task<RedisLink> ConnectAsync(
        string connection, string? password, TimeProvider time, CancellationToken cancellationToken)
    {
        ConfigurationOptions options = RedisConnectionString.Parse(connection);
        options.Password ??= password;
        string servers = RedisConnectionString.ServersOf(options);
        ConnectionMultiplexer? multiplexer = null;
        try
        {
            multiplexer = await ConnectionMultiplexer.ConnectAsync(options)
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            await ServerCheck.RunAsync(multiplexer, servers).WaitAsync(cancellationToken).ConfigureAwait(false);
            var link = new RedisLink(time, RedisConnectionString.PatienceOf(options));
            await link.UseAsync(multiplexer, writing: null).ConfigureAwait(false);
            return link;
        }
        catch (Exception failure)
        {
            if (multiplexer is not null)
                await multiplexer.DisposeAsync().ConfigureAwait(false);
            if (failure is RedisException or RedisTimeoutException)
                throw new LogStorageException($"cannot connect to Redis at {servers}: {ReasonOf(failure, options)}", failure);
            throw;
        }
    }

    /// <summary>What to mend, where that is known: the client says in its first sentence only that it has no connection.</summary>
    private static string ReasonOf(Exception failure, ConfigurationOptions options)
    {
        if (!RedisErrors.IsUnauthenticated(failure))
            return failure.Message.Split('.')[0];
        if (string.IsNullOrEmpty(options.Password))
            return "it wants a password, and none was given";
        return string.IsNullOrEmpty(options.User)
            ? "it does not take this password"
            : $"it does not take this password of user {options.User}";
    }

    /// <summary>The record of the first partition, which says how many there are; <see langword="null"/>: no log.</summary>
    /// <exception cref="LogStorageException">It cannot be read, or a copy into it was not finished.</exception>
    public static async ValueTask<int?> ReadPartitionCountAsync(RedisLink link, CancellationToken cancellationToken)
    {
        var keys = new RedisKeys(0);
        var reply = new RecordReply(await link.RunAsync(
            "read a partition", RedisScript.Read, [keys.Record, keys.Entries], [0, 0, 0], cancellationToken)
            .ConfigureAwait(false));
        return reply.PartitionCount switch
        {
            0 => null,
            < 0 => throw RedisErrors.Unfinished(),
            var count => count,
        };
    }
}
