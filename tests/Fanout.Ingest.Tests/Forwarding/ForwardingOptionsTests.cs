using Fanout.Ingest.Forwarding;
using Microsoft.Extensions.Options;

namespace Fanout.Ingest.Tests.Forwarding;

public sealed class ForwardingOptionsTests
{
    private const string Key = "an-internal-key-0";

    private static readonly ForwardingOptionsValidator Validator = new();

    [Fact]
    public void Without_a_key_no_address_is_needed() =>
        Assert.True(Validator.Validate(null, new ForwardingOptions()).Succeeded);

    [Theory]
    [InlineData("http://10.0.0.7:8080")]
    [InlineData("https://ingest-1.example:8443/")]
    public void An_address_that_others_reach_is_good(string url) =>
        Assert.True(Validator.Validate(null, new ForwardingOptions { Key = Key, Url = url }).Succeeded);

    [Theory]
    [InlineData("")]
    [InlineData("http://*:8080")]
    [InlineData("http://+:8080")]
    [InlineData("http://0.0.0.0:8080")]
    [InlineData("http://[::]:8080")]
    [InlineData("http://10.0.0.7:0")]
    [InlineData("ftp://10.0.0.7")]
    [InlineData("http://10.0.0.7:8080/fanout")]
    public void An_address_that_names_no_machine_is_refused(string url)
    {
        var result = Validator.Validate(null, new ForwardingOptions { Key = Key, Url = url });

        Assert.Contains($"Internal:Url: \"{url}\"", result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_can_be_guessed_is_refused_and_not_shown()
    {
        var result = Validator.Validate(null, new ForwardingOptions { Key = "guessed", Url = "http://10.0.0.7:8080" });

        Assert.Contains("7 characters", result.FailureMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("guessed", result.FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData(Key, false)]
    [InlineData($"Basic {Key}", false)]
    [InlineData($"Bearer {Key}x", false)]
    [InlineData($"Bearer {Key}", true)]
    [InlineData($"bearer  {Key} ", true)]
    public void The_key_is_known_by_its_header_alone(string? authorization, bool isKnown) =>
        Assert.Equal(isKnown, new InternalKey(Options.Create(new ForwardingOptions { Key = Key })).IsIn(authorization));

    [Fact]
    public void Where_there_is_no_key_none_is_right() =>
        Assert.False(new InternalKey(Options.Create(new ForwardingOptions())).IsIn("Bearer "));
}
