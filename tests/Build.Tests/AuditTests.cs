using Fanout.Build;

namespace Build.Tests;

/// <summary>What registries answer about vulnerabilities, in the forms in which the tools print it.</summary>
public sealed class AuditTests
{
    [Fact]
    public void Vulnerable_packages_of_NuGet_are_listed_once_whatever_projects_have_them() =>
        Assert.Equal(
            ["A 1.0.0: High, https://advisories.test/1", "A 1.0.0: Low, https://advisories.test/2", "B 2.0.0: Critical, https://advisories.test/3"],
            Audit.OfNuGet(
                """
                {"version":1,"projects":[
                  {"path":"one.csproj"},
                  {"path":"two.csproj","frameworks":[{"framework":"net10.0",
                    "topLevelPackages":[{"id":"A","requestedVersion":"1.0.0","resolvedVersion":"1.0.0","vulnerabilities":[
                      {"severity":"Low","advisoryurl":"https://advisories.test/2"},{"severity":"High","advisoryurl":"https://advisories.test/1"}]}],
                    "transitivePackages":[{"id":"B","resolvedVersion":"2.0.0","vulnerabilities":[{"severity":"Critical","advisoryurl":"https://advisories.test/3"}]}]}]},
                  {"path":"three.csproj","frameworks":[{"framework":"net10.0",
                    "transitivePackages":[{"id":"A","resolvedVersion":"1.0.0","vulnerabilities":[{"severity":"High","advisoryurl":"https://advisories.test/1"}]}]}]}]}
                """));

    [Fact]
    public void Vulnerable_packages_of_npm_are_listed_without_those_that_only_use_them() =>
        Assert.Equal(
            ["a <1.2.3: high, https://advisories.test/1"],
            Audit.OfNpm(
                """
                {"auditReportVersion":2,"vulnerabilities":{
                  "a":{"name":"a","severity":"high","via":[{"source":1,"name":"a","title":"T","url":"https://advisories.test/1","severity":"high","range":"<1.2.3"}]},
                  "b":{"name":"b","severity":"high","via":["a"]}},"metadata":{}}
                """));

    [Fact]
    public void A_source_says_whether_it_knows_vulnerabilities_at_all()
    {
        Assert.True(Audit.ServesVulnerabilities("""{"resources":[{"@id":"a","@type":"RegistrationsBaseUrl"},{"@id":"b","@type":"VulnerabilityInfo/6.7.0"}]}"""));
        Assert.False(Audit.ServesVulnerabilities("""{"resources":[{"@id":"a","@type":"RegistrationsBaseUrl"}]}"""));
        Assert.False(Audit.ServesVulnerabilities("<html>"));
    }

    [Fact]
    public void No_finding_is_an_answer()
    {
        Assert.Empty(Audit.OfNuGet("""{"version":1,"projects":[{"path":"one.csproj"}]}""")!);
        Assert.Empty(Audit.OfNpm("""{"auditReportVersion":2,"vulnerabilities":{},"metadata":{}}""")!);
    }

    [Theory]
    [InlineData("")]
    [InlineData("error: no network")]
    [InlineData("[]")]
    [InlineData("""{"message":"404 Not Found","statusCode":404,"error":{"summary":"","detail":""}}""")]
    [InlineData("""{"version":1,"problems":[{"level":"error","text":"no assets file"}]}""")]
    public void What_is_no_answer_is_not_taken_for_one(string report)
    {
        Assert.Null(Audit.OfNuGet(report));
        Assert.Null(Audit.OfNpm(report));
    }
}
