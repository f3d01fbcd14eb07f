namespace Fanout.Ingest.Feeds.Polling;

/// <summary>A document that is asked for again and again.</summary>
public sealed class PollOptions
{
    /// <summary>Its address, http or https. Needed. Its query is in no log.</summary>
    public string Url { get; set; } = "";

    /// <summary>From one request to the next, give or take a tenth of it by chance. 250 ms to 1 h, 10 s by default.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>For one answer with its body. 100 ms to 5 min, 15 s by default.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Headers of each request, as <c>Name: value</c>: this is where keys go. In no log. Environment:
    /// <c>FANOUT__FEEDS__myfeed__POLL__HEADERS__0</c>.
    /// </summary>
    public IList<string> Headers { get; } = [];
}
