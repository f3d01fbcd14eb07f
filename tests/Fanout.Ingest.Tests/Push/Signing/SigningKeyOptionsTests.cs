using Fanout.Ingest.Push;
using Microsoft.Extensions.Configuration;

namespace Fanout.Ingest.Tests.Push.Signing;

/// <summary>Keys that sign, and scopes, as they are configured.</summary>
public sealed class SigningKeyOptionsTests
{
    private const string Secret = "a-secret-of-thirty-two-characters";

    [Fact]
    public void Keys_and_scopes_are_bound()
    {
        var options = Bound(
            ("Keys:f1:0", "a-key-of-feed-one"),
            ("SigningKeys:f1:k1:Secret", Secret),
            ("SigningKeys:f1:k1:NotBefore", "2026-12-01T01:00:00+01:00"),
            ("Scopes:f1:Sports:0", "football"));

        Assert.Equal("a-key-of-feed-one", options.Keys["f1"].Single());
        Assert.Equal((Secret, new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero)), (options.SigningKeys["f1"]["k1"].Secret, options.SigningKeys["f1"]["k1"].NotBefore));
        Assert.Equal(["football"], options.Scopes["f1"].Sports);
        Assert.True(new PushOptionsValidator().Validate(null, options).Succeeded);
    }

    [Theory]
    [InlineData("SigningKeys:f1:k1:NotAftr", "2026-12-01T00:00:00Z", "Fanout:Push: ")]
    [InlineData("SigningKeys:f1:k1:NotAfter", "soon", "Fanout:Push: ")]
    [InlineData("Scopes:f1:Sport", "football", "Fanout:Push: ")]
    public void A_setting_that_is_misspelt_is_refused(string setting, string value, string fault) =>
        Assert.StartsWith(
            fault, Assert.Throws<InvalidOperationException>(() => Bound((setting, value))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("SigningKeys:f1:k1:Secret", "too-short-to-be-one", "Push:SigningKeys:f1:k1:Secret: 19 characters, 32 to 256 may be")]
    [InlineData("SigningKeys:f1:k/1:Secret", Secret, "Push:SigningKeys:f1: the id \"k/1\" is not 1 to 64")]
    [InlineData("SigningKeys:f/1:k1:Secret", Secret, "Push:SigningKeys: feed \"f/1\" is not 1 to 64")]
    [InlineData("Scopes:f1:Matches:0", "m/", "Push:Scopes:f1:Matches: no id begins with \"m/\"")]
    [InlineData("Scopes:f1:Sports:0", "", "Push:Scopes:f1:Sports: one is empty")]
    [InlineData("Scopes:f1:Competitions:0", "", "Push:Scopes:f1:Competitions: one is empty")]
    [InlineData("Scopes:f/1:Sports:0", "tennis", "Push:Scopes: feed \"f/1\" is not 1 to 64")]
    public void They_are_checked_at_start_and_no_secret_is_shown(string setting, string value, string fault)
    {
        var result = new PushOptionsValidator().Validate(null, Bound((setting, value)));

        Assert.StartsWith(fault, result.FailureMessage, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, result.FailureMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("too-short", result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_was_never_good_is_refused()
    {
        var options = Bound(
            ("SigningKeys:f1:k1:Secret", Secret),
            ("SigningKeys:f1:k1:NotBefore", "2026-12-01T00:00:00Z"),
            ("SigningKeys:f1:k1:NotAfter", "2026-12-01T00:00:00Z"));

        Assert.Equal("Push:SigningKeys:f1:k1: NotAfter is not later than NotBefore", new PushOptionsValidator().Validate(null, options).FailureMessage);
    }

    private static PushOptions Bound(params (string Key, string Value)[] settings)
    {
        var options = new PushOptions();
        PushRegistration.Bind(
            new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(static one => KeyValuePair.Create($"Push:{one.Key}", (string?)one.Value)))
                .Build(),
            options);
        return options;
    }
}
