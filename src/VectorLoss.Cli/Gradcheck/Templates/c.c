// cc -O2 -o model model.c -lm && vectorloss gradcheck --program ./model --at x.npy
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static char line[1 << 22];
static double x[1 << 17], g[1 << 17];

int main(void) {
    while (fgets(line, sizeof line, stdin)) { // {"x":[...]}, with "value":true when only f is wanted
        int n = 0, only = strstr(line, "\"value\":") != NULL;
        for (char *at = strchr(line, '[') + 1, *end; x[n] = strtod(at, &end), end != at; n++, at = end + 1);
        double f = 0;
        for (int i = 0; i < n; i++) f += x[i] * x[i], g[i] = 2 * x[i];
        printf("{\"f\":%.17g", f);
        for (int i = 0; i < n && !only; i++) printf(i ? ",%.17g" : ",\"g\":[%.17g", g[i]);
        puts(only ? "}" : "]}");
        fflush(stdout); // stdout is the protocol: print messages to stderr
    }
}
