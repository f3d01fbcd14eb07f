using StackExchange.Redis;

namespace Fanout.Log.Redis;

/// <summary>How many replicas must have an append before it is answered, and how long that may take.</summary>
internal readonly record struct RedisReplication(int Replicas, TimeSpan AtMost);

/// <summary>One run of a script whose answer counts only once replicas have what it wrote.</summary>
/// <remarks>
/// <c>WAIT</c> is about what its own connection wrote, and is content at once on one that wrote nothing, or before what
/// matters. So it follows the script without a pause, on one server, and neither is redirected; and it is believed only
/// if the connection has the same number before the script and after <c>WAIT</c>, because the client makes a new one
/// where the old one breaks in between. What lost: a transaction, in which <c>WAIT</c> does not wait, and the number in
/// the script's answer, which a script may not ask for.
/// </remarks>
internal sealed class ReplicatedRun(
    IServer server, RedisKey[] keys, RedisValue[] arguments, RedisReplication replication)
{
    private const CommandFlags Here = CommandFlags.DemandMaster | CommandFlags.NoRedirect;

    /// <returns><see langword="null"/>: the replicas do not have it yet, or nobody knows. So also where <c>WAIT</c> itself
    /// was refused or broken off, as by a demotion: the script had run before.</returns>
    /// <exception cref="RedisException">The script was refused, or not answered.</exception>
    public async Task<RedisResult?> RunAsync(RedisScript script, CancellationToken cancellationToken)
    {
        try
        {
            return await TryAsync("EVALSHA", script.HashText, cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException failure) when (RedisErrors.IsScriptMissing(failure))
        {
            return await TryAsync("EVAL", script.Text, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<RedisResult?> TryAsync(string command, string script, CancellationToken cancellationToken)
    {
        object[] call = [script, keys.Length, .. keys, .. arguments];
        Task<RedisResult> before = server.ExecuteAsync("CLIENT", ["ID"], Here);
        Task<RedisResult> answer = server.ExecuteAsync(command, call, Here);
        Task<RedisResult> count = server.ExecuteAsync(
            "WAIT", [replication.Replicas, (long)replication.AtMost.TotalMilliseconds], Here);
        Task<RedisResult> after = server.ExecuteAsync("CLIENT", ["ID"], Here);
        RedisResult result = await answer.WaitAsync(cancellationToken).ConfigureAwait(false);
        bool isCopied = await IsCopiedAsync(before, count, after)
            .WaitAsync(cancellationToken).ConfigureAwait(false);
        return isCopied ? result : null;
    }

    private async Task<bool> IsCopiedAsync(Task<RedisResult> before, Task<RedisResult> count, Task<RedisResult> after)
    {
        try
        {
            RedisResult[] rest = await Task.WhenAll(before, count, after).ConfigureAwait(false);
            return (long)rest[0] == (long)rest[2] && (int)rest[1] >= replication.Replicas; // one connection
        }
        catch (Exception failure) when (failure is not OutOfMemoryException) // of any type while connections come and go
        {
            return false;
        }
    }
}
