using Fanout.Log;
using Fanout.Log.Tests;

namespace Fanout.Ingest.Tests.Feeds;

/// <summary>A log that takes nothing of one match, or of one feed's place, from a moment on: a process that is killed just there.</summary>
/// <param name="inner">The log.</param>
/// <param name="id">Of which nothing is taken then.</param>
/// <param name="after">An entry of this match is the moment; null: it is now.</param>
internal sealed class DeafLog(IEventLog inner, string id, string? after = null) : LogDecorator(inner)
{
    private volatile bool _isDeaf = after is null;

    public override async ValueTask<AppendAnswer> AppendAsync(AppendRequest request, CancellationToken cancellationToken = default)
    {
        if (_isDeaf && request.Entries.Any(entry => entry.MatchId == id)) throw new LogStorageException($"nothing of {id} is taken");
        var answer = await base.AppendAsync(request, cancellationToken);
        if (request.Entries.Any(entry => entry.MatchId == after)) _isDeaf = true;
        return answer;
    }
}
