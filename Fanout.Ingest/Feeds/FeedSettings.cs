using Microsoft.Extensions.Configuration;

namespace Fanout.Ingest.Feeds;

/// <summary>The settings of feeds, <c>Feeds:{name}</c>.</summary>
public static class FeedSettings
{
    /// <summary>Binds them from the section above <c>Feeds</c>. One that is not known is refused: misspelt, it would leave a feed to do something else.</summary>
    /// <exception cref="InvalidOperationException">A setting is unknown, or its value cannot be read; the message names it.</exception>
    public static void Bind(IConfiguration settings, FeedsOptions feeds)
    {
        try
        {
            settings.GetSection("Feeds").Bind(feeds.Named, static binding => binding.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException failure) when (failure.InnerException is { } cause)
        {
            throw new InvalidOperationException($"Fanout:Feeds: {cause.Message}", failure); // the outer one names nothing
        }
    }
}
