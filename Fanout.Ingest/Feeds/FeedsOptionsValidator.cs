using Fanout.Ingest.Adapters;
using Fanout.Ingest.Matches;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Feeds;

/// <summary>Checks every feed and says which setting is wrong, its value and what may be; never a key.</summary>
internal sealed class FeedsOptionsValidator(IEnumerable<IFeedTransport> transports, FeedFormats formats)
    : IValidateOptions<FeedsOptions>
{
    private const int MessageBytesMin = 1024;
    private const int MessageBytesMax = 64 * 1024 * 1024;

    public ValidateOptionsResult Validate(string? name, FeedsOptions options)
    {
        var faults = options.Named
            .SelectMany(feed => FaultsOf(feed.Key, feed.Value).Select(fault => $"Feeds:{feed.Key}{fault}"))
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> FaultsOf(string name, FeedOptions feed)
    {
        if (!FeedPlace.IsName(name)) yield return $": the name is not {FeedPlace.NameForm}";
        if (feed.Format.Length > 0 && formats.Find(feed.Format) is null)
            yield return $":Format: \"{feed.Format}\" is not one of {string.Join(", ", formats.Names)}";
        if (feed.MessageBytesMax is < MessageBytesMin or > MessageBytesMax)
            yield return $":MessageBytesMax: {feed.MessageBytesMax}, {MessageBytesMin} to {MessageBytesMax} may be";
        if (transports.FirstOrDefault(transport => transport.Name == feed.Transport) is not { } own)
        {
            var known = string.Join(", ", transports.Select(static transport => transport.Name).Order(StringComparer.Ordinal));
            yield return $":Transport: \"{feed.Transport}\" is not one of {known}";
            yield break;
        }
        foreach (var fault in own.Faults(feed)) yield return $":{fault}";
    }
}
