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

    /// <summary>Recorded of SDK 10.0.401 and npm 11.19, each at a registry on loopback that knew one hole.</summary>
    [Fact]
    public void What_the_tools_of_today_print_where_a_registry_knows_a_hole_is_found()
    {
        Assert.Equal(
            ["Google.Protobuf 3.36.2: High, https://advisories.test/GHSA-2"],
            Audit.OfNuGet(
                """
                {
                  "version": 1,
                  "parameters": "--vulnerable --include-transitive",
                  "sources": [
                    "https://registry.test/v3/index.json"
                  ],
                  "projects": [
                    {
                      "path": "/src/p/p.csproj",
                      "frameworks": [
                        {
                          "framework": "net10.0",
                          "topLevelPackages": [
                            {
                              "id": "Google.Protobuf",
                              "requestedVersion": "3.36.2",
                              "resolvedVersion": "3.36.2",
                              "vulnerabilities": [
                                {
                                  "severity": "High",
                                  "advisoryurl": "https://advisories.test/GHSA-2"
                                }
                              ]
                            }
                          ]
                        }
                      ]
                    }
                  ]
                }
                """));
        Assert.Equal(
            ["ws <99.0.0: high, https://advisories.test/GHSA-1"],
            Audit.OfNpm(
                """
                {
                  "auditReportVersion": 2,
                  "vulnerabilities": {
                    "ws": {
                      "name": "ws",
                      "severity": "high",
                      "isDirect": true,
                      "via": [
                        {
                          "source": 1,
                          "name": "ws",
                          "dependency": "ws",
                          "title": "T",
                          "url": "https://advisories.test/GHSA-1",
                          "severity": "high",
                          "cwe": [
                            "CWE-1"
                          ],
                          "cvss": {
                            "score": 7.5,
                            "vectorString": "CVSS:3.1/AV:N"
                          },
                          "range": "<99.0.0"
                        }
                      ],
                      "effects": [],
                      "range": "",
                      "nodes": [
                        "node_modules/ws"
                      ],
                      "fixAvailable": false
                    }
                  },
                  "metadata": {
                    "vulnerabilities": {
                      "info": 0,
                      "low": 0,
                      "moderate": 0,
                      "high": 1,
                      "critical": 0,
                      "total": 1
                    },
                    "dependencies": {
                      "prod": 2,
                      "dev": 0,
                      "optional": 0,
                      "peer": 0,
                      "peerOptional": 0,
                      "total": 1
                    }
                  }
                }
                """));
    }

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
