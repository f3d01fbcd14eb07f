using Fanout.Log.Redis;
using Fanout.Services.Redis;

namespace Fanout.Log.Tests;

/// <summary>Who comes with the wrong password is told that it is the password, and never which.</summary>
public sealed class RedisPasswordTests
{
    [Theory]
    [InlineData("the-wrong-one", "it does not take this password")]
    [InlineData(null, "it wants a password, and none was given")]
    public async Task A_password_that_is_not_taken_is_said_to_be_that(string? password, string reason)
    {
        await using RedisServer server = await RedisServer.StartAsync(new RedisSettings { Password = "the-right-one" });

        LogStorageException failure = await Assert.ThrowsAsync<LogStorageException>(
            () => RedisLogReader.OpenAsync(server.EndPoint, password, TimeProvider.System, TestContext.Current.CancellationToken));

        Assert.Equal($"cannot connect to Redis at {server.EndPoint}: {reason}", failure.Message);
    }

    [Fact]
    public async Task Of_a_user_with_a_name_the_name_is_said()
    {
        await using RedisServer server = await RedisServer.StartAsync(new RedisSettings { Password = "the-right-one" });

        LogStorageException failure = await Assert.ThrowsAsync<LogStorageException>(() => RedisLogReader.OpenAsync(
            $"{server.EndPoint},user=auditor", "the-right-one", TimeProvider.System, TestContext.Current.CancellationToken));

        Assert.EndsWith("it does not take this password of user auditor", failure.Message, StringComparison.Ordinal);
    }
}
