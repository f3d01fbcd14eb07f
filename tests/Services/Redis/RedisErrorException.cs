namespace Fanout.Services.Redis;

/// <summary>Redis answered a command with an error; the message is its own.</summary>
public sealed class RedisErrorException(string message) : Exception(message);
