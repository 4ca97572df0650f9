// cc -O2 -o model model.c -lm && vectorloss gradcheck --program ./model --at x.npy
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static char line[1 << 22];
static double x[1 << 17], g[1 << 17];

int main(void) {
    for (double f = 0; fgets(line, sizeof line, stdin); f = 0) { // {"x":[...]}, with "value":true when only f is wanted
        int n = 0, only = strstr(line, "\"value\":") != NULL;
        char *at = strchr(line, ':') + 1, *end = at;
        if (*at == '{') return fputs("model: this program reads one array (.npy), not named ones (.npz)\n", stderr), 1;
        for (*strpbrk(at, "v}\n") = 0; *at; at = end) // what is nested is read in its order
            if (x[n] = strtod(at, &end), end == at) end++; else n++;
        for (int i = 0; i < n; i++) f += x[i] * x[i], g[i] = 2 * x[i];
        printf(only ? "{\"f\":%.17g" : "{\"f\":%.17g,\"g\":[", f);
        for (int i = 0; i < n && !only; i++) printf(i ? ",%.17g" : "%.17g", g[i]);
        puts(only ? "}" : "]}"), fflush(stdout); // stdout is the protocol: print messages to stderr
    }
}
