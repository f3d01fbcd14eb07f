using Fanout.Log;
using Fanout.Server.Topics;

namespace Fanout.Server.Following;

/// <summary>Loads, one after another, the matches that somebody asks for while they rest in the log.</summary>
internal sealed class MatchFetcher(MatchFetches fetches, MatchLoader loader, ILogger<MatchFetcher> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var fetch in fetches.Waiting.ReadAllAsync(stoppingToken).ConfigureAwait(false))
            fetches.Complete(fetch, await TryFetchAsync(fetch, stoppingToken).ConfigureAwait(false));
    }

    private async Task<bool> TryFetchAsync(MatchFetch fetch, CancellationToken cancellationToken)
    {
        try
        {
            await loader.FetchAsync(fetch.MatchId, fetch.Partition, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (LogStorageException)
        {
            return false; // who asked is told to ask again
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
#pragma warning disable CA1031 // One match that cannot be read must not keep all others from their readers.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            FollowingLog.NotFetched(logger, fetch.MatchId, failure);
            return false;
        }
    }
}
